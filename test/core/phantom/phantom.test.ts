import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhantomOptions } from '../../../src/core/phantom/phantom';
import { DEFAULT_PHANTOM, phantomCase, phantomCohort } from '../../../src/core/phantom/phantom';
import { ellipsoid, posed, tube, union } from '../../../src/core/phantom/shapes';

const small: PhantomOptions = { seed: 5, cases: 4, size: [24, 24, 16], spacing: [2, 2, 2] };

function meanWhere(values: Float32Array, labels: Uint8Array, label: number): number {
  const chosen = values.filter((_, index) => labels[index] === label);
  return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
}

describe('phantom', () => {
  it('depends on seed and index alone', () => {
    const [first, second] = [...phantomCohort({ ...small, cases: 2 })];
    expect(phantomCase(1, { ...small, cases: 9 })).toEqual(second);
    expect(first?.image.data).not.toEqual(second?.image.data);
    expect(phantomCase(0, { ...small, seed: 6 }).label.data).not.toEqual(first?.label.data);
  });

  it('makes a bright structure of plausible size in the middle of every volume', () => {
    const sizes = new Set<number>();
    for (let index = 0; index < 6; index++) {
      const { id, image, label } = phantomCase(index, DEFAULT_PHANTOM);
      expect(id).toBe(`phantom_00${index}`);
      const voxels = label.data.reduce((sum, value) => sum + value, 0);
      sizes.add(voxels);
      expect(voxels / label.data.length).toBeGreaterThan(0.02);
      expect(voxels / label.data.length).toBeLessThan(0.16);
      expect(image.data.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
      expect(meanWhere(image.data, label.data, 1)).toBeGreaterThan(1.25 * meanWhere(image.data, label.data, 0));
    }
    expect(sizes.size).toBe(6);
  });

  it('is not solved by brightness: the best threshold leaves much of the Dice to learn', () => {
    let best = 0;
    const { image, label } = phantomCase(0, DEFAULT_PHANTOM);
    const sorted = Float32Array.from(image.data).sort();
    for (let share = 0.5; share < 1; share += 0.01) {
      const threshold = sorted[Math.floor(share * sorted.length)] ?? 0;
      let both = 0;
      let either = 0;
      image.data.forEach((value, index) => {
        const bright = value > threshold ? 1 : 0;
        both += bright & (label.data[index] ?? 0);
        either += bright + (label.data[index] ?? 0);
      });
      best = Math.max(best, (2 * both) / either);
    }
    expect(best).toBeLessThan(0.85);
    expect(best).toBeGreaterThan(0.3);
  });
});

describe('shapes', () => {
  const point = fc.double({ min: -20, max: 20, noNaN: true });

  it('an ellipsoid of equal radii is a sphere', () => {
    fc.assert(
      fc.property(point, point, point, (x, y, z) => {
        const distance = Math.sqrt((x - 1) ** 2 + y * y + z * z) - 3;
        expect(ellipsoid([1, 0, 0], [3, 3, 3])(x, y, z)).toBeCloseTo(distance, 6);
      }),
    );
  });

  it('a tube of equal radii has the distance of its axis less the radius', () => {
    const solid = tube([0, 0, 0], [0, 0, 10], 2, 2);
    expect([solid(5, 0, 5), solid(0, 0, 13), solid(0, 0, 5), solid(0, 3, -4)]).toEqual([3, 1, -2, 3]);
  });

  it('a union holds its parts and grows only near seams', () => {
    const parts = [ellipsoid([-2, 0, 0], [3, 3, 3]), ellipsoid([2, 0, 0], [3, 3, 3])];
    const both = union(parts, 1);
    fc.assert(
      fc.property(point, point, point, (x, y, z) => {
        const nearest = Math.min(...parts.map((part) => part(x, y, z)));
        expect(both(x, y, z)).toBeLessThanOrEqual(nearest + 1e-12);
        expect(both(x, y, z)).toBeGreaterThanOrEqual(nearest - 0.25 - 1e-12);
      }),
    );
  });

  it('a pose moves, turns and scales, and keeps distances', () => {
    const solid = posed(ellipsoid([0, 0, 0], [1, 1, 1]), { centre: [5, 0, 0], angles: [0.3, -1, 2], scale: 2 });
    expect(solid(8, 0, 0)).toBeCloseTo(1, 12);
    const tubeAlongY = posed(tube([-1, 0, 0], [1, 0, 0], 0.1, 0.1), { centre: [0, 0, 0], angles: [0, 0, Math.PI / 2], scale: 1 });
    expect(tubeAlongY(0, 0.9, 0)).toBeCloseTo(-0.1, 12);
    expect(tubeAlongY(0.9, 0, 0)).toBeCloseTo(0.8, 12);
  });
});
