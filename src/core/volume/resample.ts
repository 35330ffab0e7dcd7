import type { Triple } from './types';
import { voxelCount } from './types';

/**
 * Voxels that a volume has at another spacing: at least 1 an axis. The grid then spans the same millimetres from its first to its last
 * face, so that its true spacing is size * spacing / voxels, the nearest to `target` that fits.
 */
export function resampledSize(size: Triple, spacing: Triple, target: Triple): Triple {
  const along = (axis: 0 | 1 | 2): number => Math.max(1, Math.round((size[axis] * spacing[axis]) / target[axis]));
  return [along(0), along(1), along(2)];
}

/** Spacing of a grid of `to` voxels over the same millimetres as `size` voxels at `spacing`. */
export function resampledSpacing(size: Triple, spacing: Triple, to: Triple): Triple {
  const along = (axis: 0 | 1 | 2): number => (size[axis] * spacing[axis]) / to[axis];
  return [along(0), along(1), along(2)];
}

/** For each new place along an axis: the two old ones beside its centre, and the share of the second. Beyond the ends: the end. */
interface Neighbours {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly share: Float64Array;
}

function neighbours(from: number, to: number): Neighbours {
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const share = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const centre = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    low[i] = Math.floor(centre);
    high[i] = Math.min(from - 1, (low[i] as number) + 1);
    share[i] = centre - (low[i] as number);
  }
  return { low, high, share };
}

/** What one axis is resampled in: `before` numbers lie between two of its places, and `after` blocks of all its places follow each other. */
function alongAxis(data: Float32Array, before: number, from: number, to: number, after: number): Float32Array {
  const { low, high, share } = neighbours(from, to);
  const result = new Float32Array(before * to * after);
  let target = 0;
  for (let block = 0; block < after; block++) {
    for (let i = 0; i < to; i++) {
      const first = before * (from * block + (low[i] as number));
      const second = before * (from * block + (high[i] as number));
      const part = share[i] as number;
      for (let n = 0; n < before; n++, target++) {
        const a = data[first + n] as number;
        result[target] = part === 0 ? a : a + part * ((data[second + n] as number) - a);
      }
    }
  }
  return result;
}

/**
 * Trilinear interpolation onto another number of voxels over the same space, voxel centres as in PyTorch's align_corners=False; `numbers`
 * a voxel lie side by side (1 for an image, K for probabilities). An axis that keeps its size keeps its numbers bit for bit.
 */
export function resampleLinear(data: Float32Array, from: Triple, to: Triple, numbers = 1): Float32Array {
  if (data.length !== voxelCount(from) * numbers)
    throw new Error(`resample: ${data.length} numbers are no ${from.join(' x ')} x ${numbers}`);
  let result = data;
  if (from[0] !== to[0]) result = alongAxis(result, numbers, from[0], to[0], from[1] * from[2]);
  if (from[1] !== to[1]) result = alongAxis(result, numbers * to[0], from[1], to[1], from[2]);
  if (from[2] !== to[2]) result = alongAxis(result, numbers * to[0] * to[1], from[2], to[2], 1);
  return result;
}

/** The label whose voxel holds the new one's centre. */
export function resampleNearest(data: Uint8Array, from: Triple, to: Triple): Uint8Array {
  if (data.length !== voxelCount(from)) throw new Error(`resample: ${data.length} labels are no ${from.join(' x ')}`);
  const places = (axis: 0 | 1 | 2): Int32Array =>
    Int32Array.from({ length: to[axis] }, (_, i) => Math.min(from[axis] - 1, Math.floor(((i + 0.5) * from[axis]) / to[axis])));
  const [xs, ys, zs] = [places(0), places(1), places(2)];
  const result = new Uint8Array(voxelCount(to));
  let target = 0;
  for (const z of zs) {
    for (const y of ys) {
      const row = from[0] * (y + from[1] * z);
      for (const x of xs) result[target++] = data[row + x] as number;
    }
  }
  return result;
}
