import type { Triple } from '../volume/types';

/** First voxels of the windows along one axis (docs/method.md 1.6): ceil((S - P) / stride) + 1 of them, the last flush with the end. */
export function windowStarts(size: number, patch: number, stride: number): number[] {
  if (!(patch >= 1 && stride >= 1 && size >= patch))
    throw new Error(`sliding window: size ${size}, patch ${patch}, stride ${stride} do not fit`);
  const last = size - patch;
  return Array.from({ length: Math.ceil(last / stride) + 1 }, (_, index) => Math.min(stride * index, last));
}

/** How many windows cover each place of one axis. */
export function windowCounts(size: number, patch: number, starts: readonly number[]): Int32Array {
  const counts = new Int32Array(size);
  for (const start of starts) for (let place = start; place < start + patch; place++) counts[place] = (counts[place] ?? 0) + 1;
  return counts;
}

/** A volume's size grown to the patch where it is smaller, and the voxels added before it (floor of the half). */
export interface Padding {
  readonly size: Triple;
  readonly before: Triple;
}

export function paddingFor(size: Triple, patch: Triple): Padding {
  const grown = (axis: 0 | 1 | 2): number => Math.max(size[axis], patch[axis]);
  const before = (axis: 0 | 1 | 2): number => Math.floor((grown(axis) - size[axis]) / 2);
  return { size: [grown(0), grown(1), grown(2)], before: [before(0), before(1), before(2)] };
}

/** Starts of all windows of a (padded) volume, x fastest. */
export function windowPlaces(size: Triple, patch: Triple, stride: Triple): Triple[] {
  const [xs, ys, zs] = [0, 1, 2].map((axis) => windowStarts(size[axis] as number, patch[axis] as number, stride[axis] as number));
  const places: Triple[] = [];
  for (const z of zs ?? []) for (const y of ys ?? []) for (const x of xs ?? []) places.push([x, y, z]);
  return places;
}
