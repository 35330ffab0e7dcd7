import type { Volume } from './types';

export interface Intensities {
  readonly mean: number;
  /** Population standard deviation (divided by n). */
  readonly deviation: number;
  /** Voxels that are NaN or infinite; they are left out of mean and deviation. */
  readonly nonFinite: number;
}

/** Mean and deviation in two float64 passes, so that a large offset costs no digits. */
export function measureIntensities(data: Float32Array): Intensities {
  let sum = 0;
  let count = 0;
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (const value of data) {
    if (Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  return { mean, deviation: count === 0 ? 0 : Math.sqrt(squares / count), nonFinite: data.length - count };
}

/**
 * (v - mean) / deviation over the whole volume, as docs/method.md 1.2. A constant volume becomes 0, and so do voxels that are not finite:
 * 0 is then the mean, the least a voxel without a value can say.
 */
export function zScore(volume: Volume): Volume {
  const { mean, deviation } = measureIntensities(volume.data);
  // Below float32's resolution at this mean, a deviation is rounding noise of a constant volume.
  const scale = deviation > 1e-8 * Math.abs(mean) ? 1 / deviation : 0;
  const data = new Float32Array(volume.data.length);
  volume.data.forEach((value, index) => {
    data[index] = Number.isFinite(value) ? (value - mean) * scale : 0;
  });
  return { size: volume.size, spacing: volume.spacing, data };
}
