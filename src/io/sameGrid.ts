import type { Affine } from '../core/volume/affine';
import { affineDistance, affineSpacing } from '../core/volume/affine';
import { canonicalAffine, canonicalTriple, closestOrientation } from '../core/volume/orientation';
import type { Triple } from '../core/volume/types';
import { FileError } from './fileError';

/** A grid as its file stores it. */
export interface Grid {
  readonly size: Triple;
  /** Null where the format does not say where the voxels lie. */
  readonly affine: Affine | null;
}

/**
 * Corners of two grids may differ by this share of the smallest voxel edge: what rounding and other programs' headers do, and too little
 * to move a voxel onto its neighbour.
 */
const TOLERANCE = 0.1;

/** In RAS+ order, so that files that store the same voxels in another order still meet. */
function canonical({ size, affine }: Grid): Grid {
  if (affine === null) return { size, affine };
  const orientation = closestOrientation(affine);
  return { size: canonicalTriple(size, orientation), affine: canonicalAffine(affine, size, orientation) };
}

const short = (numbers: readonly number[], digits: number): number[] => numbers.map((one) => Number(one.toFixed(digits)));

function describe({ size, affine }: Grid): string {
  if (affine === null) return `${size.join(' x ')} voxels`;
  const origin = affine.map((row) => row[3]);
  return `${size.join(' x ')} voxels of ${short(affineSpacing(affine), 4).join(' x ')} mm from ${short(origin, 3).join(', ')} mm`;
}

/** How far apart the corners lie in millimetres, where that is too far; 0 where the grids are one; null where the sizes differ. */
function distanceBetween(a: Grid, b: Grid): number | null {
  if (a.size.some((extent, axis) => extent !== b.size[axis])) return null;
  if (a.affine === null || b.affine === null) return 0;
  const distance = affineDistance(a.affine, b.affine, a.size);
  return distance <= TOLERANCE * Math.min(...affineSpacing(a.affine), ...affineSpacing(b.affine)) ? 0 : distance;
}

/**
 * Throws FileError when two volumes do not lie on one grid, however each of them stores it. Formats that claim no place are compared by
 * their sizes alone. `what` and `other` are words for the two.
 */
export function requireSameGrid(path: string, grid: Grid, otherGrid: Grid, what: string, other: string): void {
  const [first, second] = [canonical(grid), canonical(otherGrid)];
  const distance = distanceBetween(first, second);
  if (distance === 0) return;
  const apart = distance === null ? '' : `: their corners are ${Number(distance.toPrecision(3))} mm apart`;
  throw new FileError(
    path,
    'grid',
    `${what} lies on another grid (${describe(first)}) than ${other} (${describe(second)})${apart}.`,
    'Resample one onto the other.',
  );
}
