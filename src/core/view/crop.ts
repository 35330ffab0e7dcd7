import type { SliceSize } from './plane';

/** The part of a slice that holds all its labels. */
export interface LabelCrop extends SliceSize {
  readonly labels: Uint8Array;
  /** Where its first pixel lies on the slice. */
  readonly u: number;
  readonly v: number;
}

/** The smallest rectangle with every labelled pixel, or null where there is none: masks are small, and only they need work. */
export function cropLabels(labels: Uint8Array, { width, height }: SliceSize): LabelCrop | null {
  let [left, right, top, bottom] = [width, -1, -1, -1];
  for (let v = 0, index = 0; v < height; v++) {
    for (let u = 0; u < width; u++, index++) {
      if (labels[index] === 0) continue;
      if (u < left) left = u;
      if (u > right) right = u;
      if (top < 0) top = v;
      bottom = v;
    }
  }
  if (top < 0) return null;
  const size = { width: right - left + 1, height: bottom - top + 1 };
  const cropped = new Uint8Array(size.width * size.height);
  for (let v = 0; v < size.height; v++) {
    const from = left + width * (top + v);
    cropped.set(labels.subarray(from, from + size.width), v * size.width);
  }
  return { ...size, labels: cropped, u: left, v: top };
}
