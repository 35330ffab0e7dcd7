import type { Triple } from './types';
import { voxelCount } from './types';

type Voxels = Float32Array | Uint8Array;

/** A box of voxels x, y, z: `start` is its first voxel, `size` its extent. */
export interface Box {
  readonly start: Triple;
  readonly size: Triple;
}

export function wholeBox(size: Triple): Box {
  return { start: [0, 0, 0], size };
}

export function isWhole({ size: inside }: Box, size: Triple): boolean {
  return inside.every((extent, axis) => extent === size[axis]);
}

/** The smallest box around the voxels that are not 0 (NaN counts as 0); null when there is none. */
export function nonzeroBox(data: Voxels, size: Triple): Box | null {
  const low = [...size] as [number, number, number];
  const high: [number, number, number] = [-1, -1, -1];
  let index = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, index++) {
        const value = data[index] as number;
        if (value === 0 || Number.isNaN(value)) continue;
        if (x < low[0]) low[0] = x;
        if (x > high[0]) high[0] = x;
        if (y < low[1]) low[1] = y;
        if (y > high[1]) high[1] = y;
        if (z < low[2]) low[2] = z;
        high[2] = z;
      }
    }
  }
  if (high[2] < 0) return null;
  return { start: low, size: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] };
}

/** The smallest box that holds all of the given ones; null when there is none. */
export function unionOf(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const along = (axis: 0 | 1 | 2): readonly [low: number, high: number] => [
    Math.min(...boxes.map(({ start }) => start[axis])),
    Math.max(...boxes.map(({ start, size }) => start[axis] + size[axis])),
  ];
  const [x, y, z] = [along(0), along(1), along(2)];
  return { start: [x[0], y[0], z[0]], size: [x[1] - x[0], y[1] - y[0], z[1] - z[0]] };
}

/**
 * The box grown on both sides of every axis: to `least` voxels, floor of the half on each side as the public scripts do (docs/method.md 1.2,
 * UA-MT:code/dataloaders/la_heart_processing.py), then by `margin`; null leaves the whole axis. Never beyond a volume of size `size`.
 */
export function grownBox(box: Box, least: Triple, margin: readonly (number | null)[], size: Triple): Box {
  const along = (axis: 0 | 1 | 2): readonly [low: number, high: number] => {
    const more = margin[axis] ?? null;
    if (more === null) return [0, size[axis]];
    const sides = Math.floor(Math.max(least[axis] - box.size[axis], 0) / 2) + more;
    const low = Math.max(0, box.start[axis] - sides);
    return [low, Math.min(size[axis], box.start[axis] + box.size[axis] + sides)];
  };
  const [x, y, z] = [along(0), along(1), along(2)];
  return { start: [x[0], y[0], z[0]], size: [x[1] - x[0], y[1] - y[0], z[1] - z[0]] };
}

/** Calls back for every row along x of a box: its first voxel in the whole volume and in the box. */
function eachRow({ start, size: inside }: Box, size: Triple, visit: (whole: number, part: number) => void): void {
  let part = 0;
  for (let z = 0; z < inside[2]; z++) {
    for (let y = 0; y < inside[1]; y++, part += inside[0])
      visit(start[0] + size[0] * (start[1] + y + size[1] * (start[2] + z)), part);
  }
}

/** The voxels of a box of a volume of size `size`, x fastest (a new array). */
export function cropped<T extends Voxels>(data: T, size: Triple, box: Box): T {
  const part = data.slice(0, voxelCount(box.size)) as T;
  eachRow(box, size, (from, to) => part.set(data.subarray(from, from + box.size[0]), to));
  return part;
}

/** Puts `part`, `numbers` a voxel, into its box of `whole`, a volume of size `size`; what lies outside stays. */
export function putBack(part: Float32Array, whole: Float32Array, size: Triple, box: Box, numbers: number): void {
  const row = box.size[0] * numbers;
  eachRow(box, size, (to, from) => whole.set(part.subarray(from * numbers, from * numbers + row), to * numbers));
}
