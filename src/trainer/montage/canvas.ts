import type { Colour } from '../../core/view/colours';
import { MODEL_COLOURS, ROLE_COLOURS } from '../../core/view/colours';
import type { Picture } from '../../io/png';

export type Canvas = Picture;

/** The viewer's own: a montage and a slice beside it say the same. */
export const COLOURS = {
  background: [17, 17, 17],
  text: [222, 222, 222],
  truth: ROLE_COLOURS.truth,
  models: MODEL_COLOURS,
} as const satisfies Record<string, Colour | readonly Colour[]>;

export function createCanvas(width: number, height: number): Canvas {
  const canvas = { width, height, data: new Uint8Array(width * height * 3) };
  fillRectangle(canvas, 0, 0, width, height, COLOURS.background);
  return canvas;
}

/** Fills a rectangle; what lies outside the canvas is left out. */
export function fillRectangle(canvas: Canvas, x: number, y: number, width: number, height: number, [r, g, b]: Colour): void {
  for (let row = Math.max(0, y); row < Math.min(canvas.height, y + height); row++) {
    for (let column = Math.max(0, x); column < Math.min(canvas.width, x + width); column++) {
      const place = 3 * (column + canvas.width * row);
      canvas.data[place] = r;
      canvas.data[place + 1] = g;
      canvas.data[place + 2] = b;
    }
  }
}
