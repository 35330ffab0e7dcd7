import fc from 'fast-check';
import { expect, it } from 'vitest';
import { squaredDistances } from '../../../src/core/volume/distanceTransform';
import { signedDistance } from '../../../src/core/volume/signedDistance';
import type { Triple } from '../../../src/core/volume/types';

const inside = (mask: readonly (number | boolean)[]) => (voxel: number) => Boolean(mask[voxel]);

const volume = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain((size) =>
    fc.record({
      size: fc.constant<Triple>(size),
      mask: fc.array(fc.boolean(), { minLength: size[0] * size[1] * size[2], maxLength: size[0] * size[1] * size[2] }),
    }),
  );

const placeOf = (i: number, [nx, ny]: Triple): Triple => [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];

/** Squared distance to the nearest voxel where the mask has `value`, by looking at all of them. */
function nearest(i: number, mask: readonly boolean[], value: boolean, size: Triple): number {
  const [x, y, z] = placeOf(i, size);
  return mask.reduce((least, one, j) => {
    const [a, b, c] = placeOf(j, size);
    return one === value ? Math.min(least, (x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2) : least;
  }, Number.POSITIVE_INFINITY);
}

it('squared distances are those of a look at all pairs, exactly', () => {
  fc.assert(
    fc.property(volume, ({ size, mask }) => {
      const found = [...squaredDistances(inside(mask), size)];
      expect(found).toEqual(mask.map((_, i) => nearest(i, mask, true, size)));
    }),
    { numRuns: 200 },
  );
});

it('the line 0011100 has the map 1, .5, 0, -1, 0, .5, 1, along any axis', () => {
  for (const size of [
    [7, 1, 1],
    [1, 7, 1],
    [1, 1, 7],
  ] as const)
    expect([...signedDistance(inside([0, 0, 1, 1, 1, 0, 0]), size)]).toEqual([1, 0.5, 0, -1, 0, 0.5, 1]);
});

it('the edge of the patch is no surface', () => {
  expect([...signedDistance(inside([1, 1, 0, 0]), [4, 1, 1])]).toEqual([-1, 0, 0.5, 1]);
});

it('is 0 everywhere where there is no surface', () => {
  for (const value of [0, 1]) expect([...signedDistance(() => value === 1, [3, 2, 1])]).toEqual([0, 0, 0, 0, 0, 0]);
});

it('lies in -1 .. 1, is negative only inside and positive only outside, and the surface is where a face meets the background', () => {
  fc.assert(
    fc.property(volume, ({ size, mask }) => {
      const map = signedDistance(inside(mask), size);
      if (mask.every((one) => one === mask[0])) return;
      expect(Math.max(...map)).toBe(1);
      expect(Math.min(...map)).toBeGreaterThanOrEqual(-1);
      for (const [i, one] of mask.entries()) {
        const away = nearest(i, mask, !one, size);
        if (!one) expect(map[i]).toBeGreaterThan(0);
        else if (away === 1) expect(map[i]).toBe(0);
        else expect(map[i]).toBeLessThan(0);
      }
    }),
    { numRuns: 100 },
  );
});
