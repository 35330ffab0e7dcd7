import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropPadding, randomCropStart } from '../../../src/core/augmentation/randomCrop';
import { viewOf } from '../../../src/core/augmentation/view';
import { createStream } from '../../../src/core/random/stream';
import type { Triple } from '../../../src/core/volume/types';

const starts = (size: Triple, patch: Triple, count: number): Triple[] =>
  Array.from({ length: count }, (_, seed) =>
    randomCropStart(viewOf(size), patch, createStream({ seed, iteration: 0, sample: 0, purpose: 'crop' })),
  );

describe('random crop', () => {
  it('pads nothing while every axis is larger than the patch', () => {
    expect(cropPadding([113, 113, 88], [112, 112, 80])).toEqual([0, 0, 0]);
  });

  it('pads every axis by floor((patch - size) / 2) + 3 once any axis is not larger (docs/method.md 1.1)', () => {
    expect(cropPadding([112, 200, 88], [112, 112, 80])).toEqual([3, 0, 0]);
    expect(cropPadding([30, 52, 33], [32, 48, 32])).toEqual([4, 1, 2]);
    // An axis up to four voxels larger than the patch is padded too.
    expect([1, 2, 3, 4, 5, 6].map((more) => cropPadding([10, 16 + more, 40], [16, 16, 16])[1])).toEqual([2, 2, 1, 1, 0, 0]);
  });

  it('reaches the first and the last position, and every one between, equally often', () => {
    const counts = new Map<number, number>();
    for (const [x] of starts([20, 40, 40], [16, 16, 16], 5000)) counts.set(x, (counts.get(x) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000));
  });

  it('always stays within the padded volume, also when that is smaller than the patch to begin with', () => {
    const sizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(fc.tuple(sizes, sizes, sizes), fc.tuple(sizes, sizes, sizes), (size, patch) => {
        const padding = cropPadding(size, patch);
        for (const start of starts(size, patch, 3)) {
          for (const axis of [0, 1, 2] as const) {
            expect(start[axis]).toBeGreaterThanOrEqual(-padding[axis]);
            expect(start[axis] + patch[axis]).toBeLessThanOrEqual(size[axis] + padding[axis]);
          }
        }
      }),
    );
  });
});
