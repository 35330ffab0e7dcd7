import type { Colour } from '../../../src/core/view/colours';
import { cssColour } from '../../../src/core/view/colours';
import { cropLabels } from '../../../src/core/view/crop';
import type { Fit } from '../../../src/core/view/geometry';
import { screenAt } from '../../../src/core/view/geometry';
import type { Marks } from '../../../src/core/view/marks';
import { outlineSegments } from '../../../src/core/view/outline';
import type { Pixel, SliceSize } from '../../../src/core/view/plane';
import type { Rgba } from '../../../src/core/view/render';
import { renderLabels, renderShare } from '../../../src/core/view/render';
import type { OverlayStyle } from '../state';
import type { Overlay } from './overlays';

type Context = CanvasRenderingContext2D;

function contextOf(canvas: HTMLCanvasElement): Context {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this page has no canvas');
  return context;
}

/** Pixels of a slice on a canvas of the slice's own resolution. */
export function canvasOf(
  pixels: Rgba,
  { width, height }: SliceSize,
  canvas = document.createElement('canvas'),
): HTMLCanvasElement {
  canvas.width = width;
  canvas.height = height;
  contextOf(canvas).putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

let stripes: HTMLCanvasElement | null = null;

/** Diagonal stripes, half of them clear, to cut a colour with. */
function stripePattern(context: Context): CanvasPattern | null {
  if (stripes === null) {
    stripes = document.createElement('canvas');
    [stripes.width, stripes.height] = [8, 8];
    const own = contextOf(stripes);
    own.lineWidth = 3;
    for (const shift of [-8, 0, 8]) {
      own.moveTo(shift - 2, 10);
      own.lineTo(shift + 10, -2);
    }
    own.stroke();
  }
  return context.createPattern(stripes, 'repeat');
}

const scratch = document.createElement('canvas');

function drawScaled(context: Context, image: HTMLCanvasElement, fit: Fit): void {
  context.drawImage(image, fit.offsetU, fit.offsetV, image.width * fit.scaleU, image.height * fit.scaleV);
}

function fillOverlay(context: Context, overlay: Overlay, slice: SliceSize, fit: Fit, opacity: number, hatched: boolean): void {
  const image = canvasOf(renderLabels(overlay.labels, overlay.colourOf), slice);
  context.imageSmoothingEnabled = false;
  context.globalAlpha = opacity;
  if (!hatched) {
    drawScaled(context, image, fit);
  } else {
    const { width, height } = context.canvas;
    if (scratch.width !== width || scratch.height !== height) [scratch.width, scratch.height] = [width, height];
    const own = contextOf(scratch);
    own.globalCompositeOperation = 'source-over';
    own.clearRect(0, 0, width, height);
    own.imageSmoothingEnabled = false;
    drawScaled(own, image, fit);
    own.globalCompositeOperation = 'destination-in';
    own.fillStyle = stripePattern(own) ?? 'black';
    own.fillRect(0, 0, width, height);
    context.drawImage(scratch, 0, 0);
  }
  context.globalAlpha = 1;
}

/** Shares in their own colour; smooth as the image is, because they are as continuous. */
function drawShares(context: Context, overlay: Overlay, { slice, fit, smooth }: PicturePaint): void {
  if (overlay.shares === undefined) return;
  context.imageSmoothingEnabled = smooth;
  context.globalAlpha = SHARE_OPACITY;
  drawScaled(context, canvasOf(renderShare(overlay.shares, overlay.colourOf(1)), slice), fit);
  context.globalAlpha = 1;
}

function strokeOverlay(context: Context, overlay: Overlay, slice: SliceSize, fit: Fit, ratio: number): void {
  context.setLineDash(overlay.dashed === true ? [4 * ratio, 3 * ratio] : []);
  for (const [label, segments] of outlineSegments(overlay.labels, slice)) {
    context.beginPath();
    for (let place = 0; place < segments.length; place += 4) {
      const from = screenAt(fit, { u: segments[place] as number, v: segments[place + 1] as number });
      const to = screenAt(fit, { u: segments[place + 2] as number, v: segments[place + 3] as number });
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
    }
    context.lineCap = 'square';
    context.lineWidth = 1.5 * ratio;
    context.strokeStyle = cssColour(overlay.colourOf(label));
    context.stroke();
  }
  context.setLineDash([]);
}

/** Share of the usual opacity that a faint overlay has. */
const FAINT = 0.3;
/** Opacity where a share is whole: the image stays to be seen. */
const SHARE_OPACITY = 0.75;

export interface PicturePaint {
  readonly image: HTMLCanvasElement | null;
  readonly overlays: readonly Overlay[];
  readonly slice: SliceSize;
  readonly fit: Fit;
  readonly style: OverlayStyle;
  readonly opacity: number;
  readonly smooth: boolean;
  /** Under a difference the image steps back. */
  readonly dimmed: boolean;
  /** Canvas pixels a CSS pixel. */
  readonly ratio: number;
}

/** Image and masks: every mask has its outline, whatever fills it, so that nothing hangs on colour alone. */
export function paintPicture(canvas: HTMLCanvasElement, paint: PicturePaint): void {
  const context = contextOf(canvas);
  context.globalAlpha = 1;
  context.fillStyle = 'black';
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (paint.image !== null) {
    context.imageSmoothingEnabled = paint.smooth;
    context.globalAlpha = paint.dimmed ? 0.55 : 1;
    drawScaled(context, paint.image, paint.fit);
    context.globalAlpha = 1;
  }
  for (const overlay of paint.overlays) {
    drawShares(context, overlay, paint);
    const crop = cropLabels(overlay.labels, paint.slice);
    if (crop === null) continue;
    const fit = {
      ...paint.fit,
      offsetU: paint.fit.offsetU + crop.u * paint.fit.scaleU,
      offsetV: paint.fit.offsetV + crop.v * paint.fit.scaleV,
    };
    const cropped = { ...overlay, labels: crop.labels };
    const hatched = overlay.hatched === true || paint.style === 'hatch';
    const bare = overlay.dashed === true || overlay.outlined === true;
    const opacity = (paint.dimmed ? Math.max(paint.opacity, 0.8) : paint.opacity) * (overlay.faint === true ? FAINT : 1);
    if (!bare && (paint.style !== 'outline' || paint.dimmed)) fillOverlay(context, cropped, crop, fit, opacity, hatched);
    if (overlay.faint !== true) strokeOverlay(context, cropped, crop, fit, paint.ratio);
  }
}

const INK: Colour = [255, 213, 128];

export interface Annotations {
  readonly fit: Fit;
  /** Centre of the crosshair's voxel on the slice, or null for none. */
  readonly crosshair: Pixel | null;
  readonly marks: Marks;
  readonly note: string;
  readonly ratio: number;
}

/** Crosshair, orientation marks and a note, at the screen's own resolution, over the picture. */
export function paintAnnotations(canvas: HTMLCanvasElement, { fit, crosshair, marks, note, ratio }: Annotations): void {
  const context = contextOf(canvas);
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  if (crosshair !== null) {
    const { x, y } = screenAt(fit, { u: crosshair.u + 0.5, v: crosshair.v + 0.5 });
    const [column, row] = [Math.round(x) + 0.5, Math.round(y) + 0.5];
    const gap = 5 * ratio;
    context.lineWidth = 1;
    context.strokeStyle = 'rgb(255 255 255 / 0.65)';
    context.beginPath();
    for (const [fromX, fromY, toX, toY] of [
      [column, 0, column, row - gap],
      [column, row + gap, column, height],
      [0, row, column - gap, row],
      [column + gap, row, width, row],
    ] as const) {
      context.moveTo(fromX, fromY);
      context.lineTo(toX, toY);
    }
    context.stroke();
  }
  context.font = `${12 * ratio}px system-ui, sans-serif`;
  const write = (text: string, x: number, y: number, align: CanvasTextAlign): void => {
    context.textAlign = align;
    context.textBaseline = 'middle';
    context.lineWidth = 3 * ratio;
    context.strokeStyle = 'black';
    context.strokeText(text, x, y);
    context.fillStyle = cssColour(INK);
    context.fillText(text, x, y);
  };
  const edge = 5 * ratio;
  write(marks.left, edge, height / 2 - 10 * ratio, 'left');
  write(marks.right, width - edge, height / 2 - 10 * ratio, 'right');
  write(marks.top, width / 2 + 10 * ratio, 10 * ratio, 'left');
  write(marks.bottom, width / 2 + 10 * ratio, height - 10 * ratio, 'left');
  if (note !== '') write(note, edge, height - 10 * ratio, 'left');
}
