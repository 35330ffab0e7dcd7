import type { Triple } from '../volume/types';
import type { Pixel, Plane } from './plane';
import { planeAxes, sliceSize } from './plane';

/** How all panels look at a slice: `zoom` 1 fits it, `centre` is the shown middle in shares of the slice. */
export interface Look {
  readonly zoom: number;
  readonly centre: Pixel;
}

export const WHOLE: Look = { zoom: 1, centre: { u: 0.5, v: 0.5 } };
export const MOST_ZOOM = 40;

/** Screen pixels = offset + scale * slice pixels. */
export interface Fit {
  readonly scaleU: number;
  readonly scaleV: number;
  readonly offsetU: number;
  readonly offsetV: number;
}

/** Places a slice in a box of screen pixels, with square millimetres. */
export function fitSlice(size: Triple, spacing: Triple, plane: Plane, box: { width: number; height: number }, look: Look): Fit {
  const { across, down } = planeAxes(plane);
  const { width, height } = sliceSize(size, plane);
  const [millimetresU, millimetresV] = [spacing[across], spacing[down]];
  const scale = Math.min(box.width / (width * millimetresU), box.height / (height * millimetresV)) * look.zoom;
  const [scaleU, scaleV] = [scale * millimetresU, scale * millimetresV];
  return {
    scaleU,
    scaleV,
    offsetU: box.width / 2 - look.centre.u * width * scaleU,
    offsetV: box.height / 2 - look.centre.v * height * scaleV,
  };
}

/** Slice pixel under a screen position, with fractions. */
export function pixelAt({ scaleU, scaleV, offsetU, offsetV }: Fit, x: number, y: number): Pixel {
  return { u: (x - offsetU) / scaleU, v: (y - offsetV) / scaleV };
}

/** Screen position of a place on the slice. */
export function screenAt({ scaleU, scaleV, offsetU, offsetV }: Fit, { u, v }: Pixel): { x: number; y: number } {
  return { x: offsetU + u * scaleU, y: offsetV + v * scaleV };
}

function inside(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Moves the picture by screen pixels. */
export function panned(look: Look, fit: Fit, slice: { width: number; height: number }, dx: number, dy: number): Look {
  const u = inside(look.centre.u - dx / (fit.scaleU * slice.width));
  const v = inside(look.centre.v - dy / (fit.scaleV * slice.height));
  return { zoom: look.zoom, centre: { u, v } };
}

/** Zooms by a factor around a place (in shares of the slice), which keeps its position on the screen. */
export function zoomed(look: Look, factor: number, around: Pixel = look.centre): Look {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, look.zoom * factor));
  if (zoom === 1) return WHOLE;
  const ratio = look.zoom / zoom;
  const move = (centre: number, place: number): number => inside(place + (centre - place) * ratio);
  return { zoom, centre: { u: move(look.centre.u, around.u), v: move(look.centre.v, around.v) } };
}
