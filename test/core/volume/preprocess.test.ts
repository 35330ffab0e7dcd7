import { describe, expect, it } from 'vitest';
import { zScore } from '../../../src/core/volume/normalise';
import { preprocess } from '../../../src/core/volume/preprocess';
import type { Volume } from '../../../src/core/volume/types';

const volumeOf = (values: number[]): Volume => ({
  size: [values.length, 1, 1],
  spacing: [1, 1, 1],
  data: Float32Array.from(values),
});
const off = { window: null, percentiles: null } as const;

describe('preprocessing of intensities', () => {
  const volume = volumeOf([-1000, 0, 10, 20, 30, 5000, Number.NaN]);

  it('by default is the z-score', () => {
    expect(preprocess(volume, { ...off, normalise: 'z-score' })).toEqual(zScore(volume));
  });

  it('clips to the window first and scales after', () => {
    const result = preprocess(volume, { window: [0, 40], percentiles: null, normalise: 'min-max' });
    expect([...result.data]).toEqual([0, 0, 0.25, 0.5, 0.75, 1, 0]);
  });

  it('clips to percentiles of the finite voxels', () => {
    const ramp = volumeOf([...Array.from({ length: 100 }, (_, i) => i), Number.NaN]);
    const { data } = preprocess(ramp, { window: null, percentiles: [10, 90], normalise: 'none' });
    expect([data[0], data[50], data[99], data[100]]).toEqual([10, 50, 90, 0]);
  });

  it("takes BraTS's mean and deviation from the voxels above 0", () => {
    const { data } = preprocess(volumeOf([0, 0, 2, 4]), { ...off, normalise: 'z-score-nonzero' });
    expect([...data]).toEqual([-3, -3, -1, 1]);
  });

  it('of a constant volume is 0, of an empty range as well, and leaves what it was given alone', () => {
    const flat = volumeOf([7, 7]);
    for (const normalise of ['z-score', 'z-score-nonzero', 'min-max'] as const)
      expect([...preprocess(flat, { ...off, normalise }).data]).toEqual([0, 0]);
    expect([...flat.data]).toEqual([7, 7]);
  });
});
