import type { LabelVolume, Volume } from '../volume/types';

export interface VolumeStatistics {
  /** Of the finite voxels; null when there is none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly nonFinite: number;
}

export function statisticsOf({ data }: Volume): VolumeStatistics {
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count++;
  }
  const nonFinite = data.length - count;
  return count === 0 ? { min: null, max: null, mean: null, nonFinite } : { min, max, mean: sum / count, nonFinite };
}

/** Stored value -> voxels. */
export function labelCounts({ data }: LabelVolume): Record<string, number> {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value] = (counts[value] as number) + 1;
  return Object.fromEntries([...counts].flatMap((count, value) => (count > 0 ? [[String(value), count]] : [])));
}

const SIDE = 12;

/** Means of SIDE^3 blocks, z-scored: small enough to keep for every case, rich enough that two patients do not look alike. */
export function thumbnailOf({ size, data }: Volume): Float32Array {
  const sums = new Float64Array(SIDE ** 3);
  const counts = new Float64Array(SIDE ** 3);
  const block = (index: number, extent: number): number => Math.floor((index * SIDE) / extent);
  let voxel = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      const row = SIDE * (block(y, size[1]) + SIDE * block(z, size[2]));
      for (let x = 0; x < size[0]; x++, voxel++) {
        const value = data[voxel] as number;
        if (!Number.isFinite(value)) continue;
        const place = row + block(x, size[0]);
        sums[place] = (sums[place] as number) + value;
        counts[place] = (counts[place] as number) + 1;
      }
    }
  }
  const means = sums.map((sum, place) => sum / Math.max(1, counts[place] as number));
  const mean = means.reduce((a, b) => a + b, 0) / means.length;
  const deviation = Math.sqrt(means.reduce((a, b) => a + (b - mean) ** 2, 0) / means.length);
  return Float32Array.from(means, (value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

/** Correlation of two thumbnails, -1 to 1. */
export function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] as number) * (b[place] as number);
  return sum / a.length;
}
