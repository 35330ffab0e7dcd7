import type { Colour } from '../../core/view/colours';
import type { Canvas } from './canvas';
import { fillRectangle } from './canvas';
import type { Slice } from './slices';

/** A mask's outline: drawn inside its own voxels, so that outlines with different insets never cover each other. */
export interface Outline {
  readonly mask: Uint8Array;
  readonly colour: Colour;
  /** Pixels between the voxel's border and the line. */
  readonly inset: number;
}

export interface Window {
  readonly low: number;
  readonly high: number;
}

/** The 1st and 99th percentile of a volume's intensities: what black and white are. */
export function displayWindow(data: Float32Array): Window {
  const sorted = Float32Array.from(data).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0.01), at(0.99)];
  return { low, high: high > low ? high : low + 1 };
}

/** Pixels of one column and one row of a slice, the shorter side of a voxel being `scale` pixels. */
export function pixelSize(slice: Slice, scale: number): { width: number; height: number } {
  const unit = Math.min(slice.columnSize, slice.rowSize);
  return { width: Math.round((scale * slice.columnSize) / unit), height: Math.round((scale * slice.rowSize) / unit) };
}

function drawOutline(
  canvas: Canvas,
  slice: Slice,
  left: number,
  top: number,
  pixel: { width: number; height: number },
  outline: Outline,
): void {
  const { mask, colour, inset } = outline;
  const inside = (column: number, row: number): boolean =>
    column >= 0 && row >= 0 && column < slice.width && row < slice.height && mask[slice.voxelAt(column, row)] !== 0;
  for (let row = 0; row < slice.height; row++) {
    for (let column = 0; column < slice.width; column++) {
      if (!inside(column, row)) continue;
      const x = left + column * pixel.width;
      const y = top + row * pixel.height;
      if (!inside(column - 1, row)) fillRectangle(canvas, x + inset, y, 1, pixel.height, colour);
      if (!inside(column + 1, row)) fillRectangle(canvas, x + pixel.width - 1 - inset, y, 1, pixel.height, colour);
      if (!inside(column, row - 1)) fillRectangle(canvas, x, y + inset, pixel.width, 1, colour);
      if (!inside(column, row + 1)) fillRectangle(canvas, x, y + pixel.height - 1 - inset, pixel.width, 1, colour);
    }
  }
}

/** Draws a slice in grey with outlines over it, its top left corner at (left, top). */
export function drawPanel(
  canvas: Canvas,
  image: Float32Array,
  slice: Slice,
  window: Window,
  outlines: readonly Outline[],
  left: number,
  top: number,
  scale: number,
): void {
  const pixel = pixelSize(slice, scale);
  for (let row = 0; row < slice.height; row++) {
    for (let column = 0; column < slice.width; column++) {
      const value = image[slice.voxelAt(column, row)] as number;
      const grey = Math.round(255 * Math.min(1, Math.max(0, (value - window.low) / (window.high - window.low))));
      fillRectangle(canvas, left + column * pixel.width, top + row * pixel.height, pixel.width, pixel.height, [grey, grey, grey]);
    }
  }
  for (const outline of outlines) drawOutline(canvas, slice, left, top, pixel, outline);
}
