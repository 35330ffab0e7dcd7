import type { SliceSize } from './plane';

/** The part of a slice that holds all its labels. */
export interface LabelCrop extends SliceSize {
  readonly labels: Uint8Array;
  /** Where its first pixel lies on the slice. */
  readonly u: number;
  readonly v: number;
}

/** The smallest rectangle with every labelled pixel, or null where there is none: masks are small, and only they need work. */
export function cropLabels(labels: Uint8Array, { width }: SliceSize): LabelCrop | null {
  let first = 0;
  while (first < labels.length && labels[first] === 0) first++;
  if (first === labels.length) return null;
  let last = labels.length - 1;
  while (labels[last] === 0) last--;
  const [top, bottom] = [Math.floor(first / width), Math.floor(last / width)];
  // Of each row only what could make the rectangle wider is looked at.
  let [left, right] = [width, -1];
  for (let v = top; v <= bottom; v++) {
    const row = width * v;
    for (let u = 0; u < left; u++) if (labels[row + u] !== 0) left = u;
    for (let u = width - 1; u > right; u--) if (labels[row + u] !== 0) right = u;
  }
  const size = { width: right - left + 1, height: bottom - top + 1 };
  const cropped = new Uint8Array(size.width * size.height);
  for (let v = 0; v < size.height; v++) {
    const from = left + width * (top + v);
    cropped.set(labels.subarray(from, from + size.width), v * size.width);
  }
  return { ...size, labels: cropped, u: left, v: top };
}
