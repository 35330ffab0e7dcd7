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
  const at = (u: number, v: number): number =>
    u < 0 || v < 0 || u >= width || v >= height ? 0 : (labels[u + width * v] as number);

  /** Walks one line of borders; `here` and `there` are the pixels on its two sides. */
  const trace = (
    length: number,
    here: (step: number) => number,
    there: (step: number) => number,
    horizontal: boolean,
    line: number,
  ): void => {
    for (const own of [here, there]) {
      const other = own === here ? there : here;
      let from = 0;
      let label = 0;
      for (let step = 0; step <= length; step++) {
        const next = step < length && own(step) !== other(step) ? own(step) : 0;
        if (next === label) continue;
        if (label !== 0) open(label).push(...(horizontal ? [from, line, step, line] : [line, from, line, step]));
        label = next;
        from = step;
      }
    }
  };
  for (let v = 0; v <= height; v++)
    trace(
      width,
      (u) => at(u, v - 1),
      (u) => at(u, v),
      true,
      v,
    );
  for (let u = 0; u <= width; u++)
    trace(
      height,
      (v) => at(u - 1, v),
      (v) => at(u, v),
      false,
      u,
    );
  return byLabel;
}
