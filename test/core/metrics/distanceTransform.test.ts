import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distancesToSites } from '../../../src/core/metrics/distanceTransform';
import type { Triple } from '../../../src/core/volume/types';

/** Longer than the near search reaches along y and z, so that both it and the transform answer. */
const SIZE: Triple = [5, 24, 22];
const VOXELS = SIZE[0] * SIZE[1] * SIZE[2];
const place = (index: number): Triple => [
  index % SIZE[0],
  Math.floor(index / SIZE[0]) % SIZE[1],
  Math.floor(index / SIZE[0] / SIZE[1]),
];

const someVoxels = fc.uniqueArray(fc.nat(VOXELS - 1), { maxLength: 12 });
const step = fc.double({ min: 0.2, max: 5, noNaN: true });

function maskOf(indices: readonly number[]): Uint8Array {
  const mask = new Uint8Array(VOXELS);
  for (const index of indices) mask[index] = 1;
  return mask;
}

describe('distancesToSites', () => {
  it('equals the smallest of all distances, near and far, for any spacing', () => {
    fc.assert(
      fc.property(someVoxels, someVoxels, fc.tuple(step, step, step), (queries, sites, spacing) => {
        const measured = distancesToSites(maskOf(queries), maskOf(sites), SIZE, spacing);
        const expected = [...queries]
          .sort((a, b) => a - b)
          .map((query) =>
            Math.min(
              ...sites.map((site) =>
                Math.hypot(...place(query).map((value, axis) => (value - (place(site)[axis] ?? 0)) * (spacing[axis] ?? 1))),
              ),
            ),
          );
        expect(measured).toHaveLength(expected.length);
        for (const [k, distance] of expected.entries()) {
          if (distance === Infinity) expect(measured[k]).toBe(Infinity);
          else expect(measured[k]).toBeCloseTo(distance, 9);
        }
      }),
      { numRuns: 300 },
    );
  });
});
