import { describe, expect, it } from 'vitest';
import { restoreProbabilities } from '../../../src/core/inference/restore';
import type { Triple } from '../../../src/core/volume/types';

const whole: Triple = [4, 3, 2];

describe('probabilities on the grid of the file', () => {
  it('are the same where nothing was cropped or resampled', () => {
    const data = Float32Array.from({ length: 48 }, (_, index) => index / 48);
    const map = { size: whole, classes: 2, data };
    const grid = { source: whole, resampled: whole, box: { start: [0, 0, 0] as Triple, size: whole } };
    expect([...restoreProbabilities(map, grid).data]).toEqual([...data]);
  });

  it('outside of a crop are those of background for certain', () => {
    // The box holds one voxel, x 2, y 1, z 1, of three classes.
    const map = { size: [1, 1, 1] as Triple, classes: 3, data: Float32Array.of(0.25, 0.5, 0.25) };
    const grid = { source: whole, resampled: whole, box: { start: [2, 1, 1] as Triple, size: [1, 1, 1] as Triple } };
    const { data, size } = restoreProbabilities(map, grid);
    expect(size).toEqual(whole);
    const place = 2 + 4 * (1 + 3 * 1);
    for (let voxel = 0; voxel < 24; voxel++)
      expect([...data.subarray(3 * voxel, 3 * voxel + 3)]).toEqual(voxel === place ? [0.25, 0.5, 0.25] : [1, 0, 0]);
  });
});
