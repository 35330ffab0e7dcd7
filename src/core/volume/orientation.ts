import type { Affine, AffineRow } from './affine';
import { affineSpacing } from './affine';
import type { Triple } from './types';

type Axis = 0 | 1 | 2;

/** Which stored axis runs along each of right, anterior, superior, and whether it runs the other way. */
export interface Orientation {
  readonly axes: readonly [Axis, Axis, Axis];
  readonly flipped: readonly [boolean, boolean, boolean];
}

type VoxelArray = Float32Array | Uint8Array;

const PERMUTATIONS: readonly (readonly [Axis, Axis, Axis])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/**
 * The axis order and flips that bring a grid closest to RAS+. Exact for permuted and mirrored grids; for an oblique one the
 * assignment with the largest sum of |cosine|, so no axis is used twice however the grid is turned (ties: the stored order).
 */
export function closestOrientation(affine: Affine): Orientation {
  const lengths = affineSpacing(affine);
  const cosine = (world: Axis, stored: Axis): number => affine[world][stored] / lengths[stored];
  let best = PERMUTATIONS[0] ?? [0, 1, 2];
  let bestScore = -1;
  for (const axes of PERMUTATIONS) {
    const score = Math.abs(cosine(0, axes[0])) + Math.abs(cosine(1, axes[1])) + Math.abs(cosine(2, axes[2]));
    if (score > bestScore + 1e-9) {
      best = axes;
      bestScore = score;
    }
  }
  return { axes: best, flipped: [cosine(0, best[0]) < 0, cosine(1, best[1]) < 0, cosine(2, best[2]) < 0] };
}

/** Where each stored axis points, in the letters of the field: RAS, LPS and so on. */
export function orientationCode({ axes, flipped }: Orientation): string {
  const letters = ['', '', ''];
  for (const world of [0, 1, 2] as const) letters[axes[world]] = ['RAS', 'LPI'][flipped[world] ? 1 : 0]?.[world] ?? '';
  return letters.join('');
}

/** Reorders one number a stored axis (a size, a spacing) to right, anterior, superior. */
export function canonicalTriple(stored: Triple, orientation: Orientation): Triple {
  const [a, b, c] = orientation.axes;
  return [stored[a], stored[b], stored[c]];
}

/** The affine of the reoriented grid: every voxel keeps its place in the world. */
export function canonicalAffine(affine: Affine, storedSize: Triple, orientation: Orientation): Affine {
  const row = (r: AffineRow): AffineRow => {
    const columns: number[] = [];
    let origin = r[3];
    for (const world of [0, 1, 2] as const) {
      const axis = orientation.axes[world];
      const step = r[axis];
      columns.push(orientation.flipped[world] ? -step : step);
      if (orientation.flipped[world]) origin += step * (storedSize[axis] - 1);
    }
    return [columns[0] ?? 0, columns[1] ?? 0, columns[2] ?? 0, origin];
  };
  return [row(affine[0]), row(affine[1]), row(affine[2])];
}

/** Index of canonical voxel (0, 0, 0) in the stored array, and how far a step along each canonical axis goes in it. */
function storedSteps(storedSize: Triple, orientation: Orientation): { start: number; steps: Triple } {
  const strides: Triple = [1, storedSize[0], storedSize[0] * storedSize[1]];
  let start = 0;
  const step = (world: Axis): number => {
    const axis = orientation.axes[world];
    if (!orientation.flipped[world]) return strides[axis];
    start += strides[axis] * (storedSize[axis] - 1);
    return -strides[axis];
  };
  const steps: Triple = [step(0), step(1), step(2)];
  return { start, steps };
}

/** Calls back with the two starts and the stored step of every canonical row along x. */
function eachRow(
  storedSize: Triple,
  orientation: Orientation,
  visit: (canonical: number, stored: number, step: number, length: number) => void,
): void {
  const size = canonicalTriple(storedSize, orientation);
  const { start, steps } = storedSteps(storedSize, orientation);
  let canonical = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      visit(canonical, start + z * steps[2] + y * steps[1], steps[0], size[0]);
      canonical += size[0];
    }
  }
}

function checkLength(data: VoxelArray, size: Triple): void {
  const expected = size[0] * size[1] * size[2];
  if (data.length !== expected)
    throw new Error(`orientation: ${data.length} voxels given for a grid of ${size.join(' x ')} = ${expected}`);
}

/** Voxels in file order to RAS+ order (a new array). `storedSize` is the file's size; throws when the lengths differ. */
export function toCanonical<T extends VoxelArray>(stored: T, storedSize: Triple, orientation: Orientation): T {
  checkLength(stored, storedSize);
  const canonical = stored.slice() as T;
  eachRow(storedSize, orientation, (to, from, step, length) => {
    for (let x = 0; x < length; x++) canonical[to + x] = stored[from + x * step] as number;
  });
  return canonical;
}

/** The inverse of toCanonical: RAS+ order back to file order. */
export function fromCanonical<T extends VoxelArray>(canonical: T, storedSize: Triple, orientation: Orientation): T {
  checkLength(canonical, storedSize);
  const stored = canonical.slice() as T;
  eachRow(storedSize, orientation, (from, to, step, length) => {
    for (let x = 0; x < length; x++) stored[to + x * step] = canonical[from + x] as number;
  });
  return stored;
}
