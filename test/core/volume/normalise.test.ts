import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureIntensities, zScore } from '../../../src/core/volume/normalise';
import type { Volume } from '../../../src/core/volume/types';

const volumeOf = (values: Iterable<number>): Volume => {
  const data = Float32Array.from(values);
  return { size: [data.length, 1, 1], spacing: [1, 1, 1], data };
};

describe('zScore', () => {
  it('gives mean 0 and deviation 1 whatever the range', () => {
    const values = fc
      .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 60 })
      .filter((list) => new Set(list).size > 1);
    fc.assert(
      fc.property(values, fc.constantFrom(1e-3, 1, 1e4), fc.constantFrom(0, 50), (list, scale, offset) => {
        const result = measureIntensities(zScore(volumeOf(list.map((value) => value * scale + offset))).data);
        expect(Math.abs(result.mean)).toBeLessThan(1e-5);
        expect(Math.abs(result.deviation - 1)).toBeLessThan(1e-4);
      }),
    );
  });

  it('makes a constant volume 0', () => {
    expect([...zScore(volumeOf([0.1, 0.1, 0.1])).data]).toEqual([0, 0, 0]);
    expect([...zScore(volumeOf(new Array(999).fill(1e6 / 3))).data].every((value) => value === 0)).toBe(true);
  });

  it('leaves voxels without a number out and sets them to the mean', () => {
    const data = [1, 3, Number.NaN, Infinity];
    expect(measureIntensities(Float32Array.from(data))).toEqual({ mean: 2, deviation: 1, nonFinite: 2 });
    expect([...zScore(volumeOf(data)).data]).toEqual([-1, 1, 0, 0]);
  });
});
