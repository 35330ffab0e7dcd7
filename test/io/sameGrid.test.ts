import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../../src/core/volume/affine';
import type { Triple } from '../../src/core/volume/types';
import type { Grid } from '../../src/io/sameGrid';
import { requireSameGrid } from '../../src/io/sameGrid';

const check = (first: Grid, second: Grid): void => requireSameGrid('label.nii', first, second, 'the label', 'its image');

/** Stored with its axes in another order and running the other way, over the same world. */
function restored({ size, affine }: Grid & { affine: Affine }, order: readonly number[], flips: readonly boolean[]): Grid {
  const newSize = order.map((axis) => size[axis]) as unknown as Triple;
  const rows = affine.map((row) => {
    let origin = row[3];
    const columns = order.map((axis, place) => {
      const step = row[axis] as number;
      if (!flips[place]) return step;
      origin += step * ((size[axis] as number) - 1);
      return -step;
    });
    return [...columns, origin];
  });
  return { size: newSize, affine: rows as unknown as Affine };
}

const grid = (spacing: Triple, origin: Triple, size: Triple = [4, 5, 6]) => ({
  size,
  affine: [
    [spacing[0], 0, 0, origin[0]],
    [0, spacing[1], 0, origin[1]],
    [0, 0, spacing[2], origin[2]],
  ] as Affine,
});

describe('grids of one case', () => {
  it('are one however each file stores it, and differ when one is a voxel off', () => {
    const spacing = fc.double({ min: 0.01, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(spacing, spacing, spacing),
        fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        fc.constantFrom(0, 1, 2),
        (steps, order, flips, axis) => {
          const image = grid(steps, [10, -20, 30]);
          expect(() => check(restored(image, order, flips), image)).not.toThrow();
          const origin = [10, -20, 30].map((place, at) => place + (at === axis ? (steps[at] as number) : 0)) as unknown as Triple;
          expect(() => check(restored(grid(steps, origin), order, flips), image)).toThrow(/mm apart/);
        },
      ),
    );
  });

  it.each([0.01, 0.1, 1, 5])('may differ by a tenth of the smallest edge: %s mm', (edge) => {
    const image = grid([edge, edge, 10 * edge], [0, 0, 0]);
    expect(() => check(grid([edge, edge, 10 * edge], [0.09 * edge, 0, 0]), image)).not.toThrow();
    expect(() => check(grid([edge, edge, 10 * edge], [0.11 * edge, 0, 0]), image)).toThrow(/their corners are/);
  });

  it('of formats that claim no place are compared by their sizes', () => {
    expect(() => check({ size: [4, 5, 6], affine: null }, grid([2, 2, 2], [7, 7, 7]))).not.toThrow();
    expect(() => check({ size: [5, 4, 6], affine: null }, grid([2, 2, 2], [7, 7, 7]))).toThrow(/5 x 4 x 6 voxels\)/);
  });
});
