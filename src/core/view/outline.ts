import type { SliceSize } from './plane';

/** Line segments along pixel borders, four numbers each: u0, v0, u1, v1. Pixel (0, 0) has its corners at (0, 0) and (1, 1). */
export type Segments = number[];

/**
 * The borders of every label on a slice, by label: where a pixel has it and its neighbour (or the edge of the slice) has not.
 * Neighbouring borders on one line are joined, so that a straight edge is one segment.
 */
export function outlineSegments(labels: Uint8Array, { width, height }: SliceSize): Map<number, Segments> {
  const byLabel = new Map<number, Segments>();
  const open = (label: number): Segments => {
    const found = byLabel.get(label);
    if (found) return found;
    const made: Segments = [];
    byLabel.set(label, made);
    return made;
  };
  /** Walks one line of borders, on the side of the pixels from `own` on; -1 is beyond the edge of the slice. */
  const trace = (length: number, own: number, other: number, stride: number, horizontal: boolean, line: number): void => {
    if (own < 0) return;
    let from = 0;
    let label = 0;
    for (let step = 0; step <= length; step++) {
      let next = 0;
      if (step < length) {
        const here = labels[own + step * stride] as number;
        const there = other < 0 ? 0 : (labels[other + step * stride] as number);
        if (here !== there) next = here;
      }
      if (next === label) continue;
      if (label !== 0) {
        if (horizontal) open(label).push(from, line, step, line);
        else open(label).push(line, from, line, step);
      }
      label = next;
      from = step;
    }
  };
  for (let v = 0; v <= height; v++) {
    const [above, below] = [v === 0 ? -1 : (v - 1) * width, v === height ? -1 : v * width];
    trace(width, above, below, 1, true, v);
    trace(width, below, above, 1, true, v);
  }
  for (let u = 0; u <= width; u++) {
    const [left, right] = [u - 1, u === width ? -1 : u];
    trace(height, left, right, width, false, u);
    trace(height, right, left, width, false, u);
  }
  return byLabel;
}
