/** Signed distance maps of masks, as shape-aware losses want them (DTC:code/utils/util.py). */
import { squaredDistances } from './distanceTransform';
import type { Triple } from './types';

/** Whether a foreground voxel touches the background by a face; the edge of the array is no background. */
function boundaryTest(inside: (voxel: number) => boolean, [nx, ny, nz]: Triple): (voxel: number) => boolean {
  const outside = (exists: boolean, voxel: number): boolean => exists && !inside(voxel);
  return (voxel) => {
    const [x, y, z] = [voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny))];
    return (
      outside(x > 0, voxel - 1) ||
      outside(x < nx - 1, voxel + 1) ||
      outside(y > 0, voxel - nx) ||
      outside(y < ny - 1, voxel + nx) ||
      outside(z > 0, voxel - nx * ny) ||
      outside(z < nz - 1, voxel + nx * ny)
    );
  };
}

const largest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);

/**
 * Distance to the mask's surface in shares of the largest one: -1 .. 0 inside, 0 .. 1 outside, 0 at the foreground voxels of the surface.
 * 0 everywhere where the array has only foreground or only background, and so no surface.
 * @param inside whether a voxel of the array [z, y, x] is foreground @param size x, y, z
 */
export function signedDistance(inside: (voxel: number) => boolean, size: Triple): Float32Array {
  const squared = squaredDistances(inside, size);
  const map = new Float32Array(squared.length);
  const outer = Math.sqrt(largest(squared));
  if (outer === 0 || outer === Number.POSITIVE_INFINITY) return map;
  const innerSquared = squaredDistances((voxel) => !inside(voxel), size);
  const inner = Math.sqrt(largest(innerSquared));
  const boundary = boundaryTest(inside, size);
  for (let i = 0; i < map.length; i++) {
    if (!inside(i)) map[i] = Math.sqrt(squared[i] as number) / outer;
    else if (!boundary(i)) map[i] = -Math.sqrt(innerSquared[i] as number) / inner;
  }
  return map;
}
