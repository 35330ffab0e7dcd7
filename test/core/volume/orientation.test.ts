import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../../../src/core/volume/affine';
import { affineSpacing, applyAffine } from '../../../src/core/volume/affine';
import {
  canonicalAffine,
  canonicalTriple,
  closestOrientation,
  fromCanonical,
  toCanonical,
} from '../../../src/core/volume/orientation';
import type { Triple } from '../../../src/core/volume/types';

const AXES = ['0,1,2', '0,2,1', '1,0,2', '1,2,0', '2,0,1', '2,1,0'].map(
  (text) => text.split(',').map(Number) as [number, number, number],
);
const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
const numbers = fc.double({ min: -200, max: 200, noNaN: true });

/** Permutation and flips, spacing and origin: world axis w runs along stored axis axes[w]. */
function gridAffine(
  axes: readonly number[],
  signs: readonly number[],
  spacing: readonly number[],
  origin: readonly number[],
): Affine {
  const row = (world: number): [number, number, number, number] => {
    const values: [number, number, number, number] = [0, 0, 0, origin[world] ?? 0];
    values[axes[world] ?? 0] = (signs[world] ?? 1) * (spacing[axes[world] ?? 0] ?? 1);
    return values;
  };
  return [row(0), row(1), row(2)];
}

const grids = fc.record({
  axes: fc.constantFrom(...AXES),
  signs: fc.tuple(fc.constantFrom(-1, 1), fc.constantFrom(-1, 1), fc.constantFrom(-1, 1)),
  spacing: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.2, max: 6, noNaN: true }))),
  origin: fc.tuple(numbers, numbers, numbers),
});

/** A rotation from Euler angles times a spacing: as oblique as can be. */
function obliqueAffine(angles: readonly number[], spacing: readonly number[], mirrored: boolean): Affine {
  const [a = 0, b = 0, c = 0] = angles;
  const rotation = [
    [Math.cos(b) * Math.cos(c), -Math.cos(b) * Math.sin(c), Math.sin(b)],
    [
      Math.cos(a) * Math.sin(c) + Math.sin(a) * Math.sin(b) * Math.cos(c),
      Math.cos(a) * Math.cos(c) - Math.sin(a) * Math.sin(b) * Math.sin(c),
      -Math.sin(a) * Math.cos(b),
    ],
    [
      Math.sin(a) * Math.sin(c) - Math.cos(a) * Math.sin(b) * Math.cos(c),
      Math.sin(a) * Math.cos(c) + Math.cos(a) * Math.sin(b) * Math.sin(c),
      Math.cos(a) * Math.cos(b),
    ],
  ];
  const row = (world: number): [number, number, number, number] => {
    const at = (column: number): number =>
      (rotation[world]?.[column] ?? 0) * (spacing[column] ?? 1) * (mirrored && column === 0 ? -1 : 1);
    return [at(0), at(1), at(2), 10 * world];
  };
  return [row(0), row(1), row(2)];
}

const obliques = fc
  .record({
    angles: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }))),
    spacing: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.2, max: 6, noNaN: true }))),
    mirrored: fc.boolean(),
  })
  .map(({ angles, spacing, mirrored }) => obliqueAffine(angles, spacing, mirrored));

function numbered(size: Triple): Float32Array {
  return Float32Array.from({ length: size[0] * size[1] * size[2] }, (_, index) => index);
}

const anyAffine = fc.oneof(
  obliques,
  grids.map((grid) => gridAffine(grid.axes, grid.signs, grid.spacing, grid.origin)),
);

describe('orientation', () => {
  it('finds permutations and flips exactly', () => {
    fc.assert(
      fc.property(grids, ({ axes, signs, spacing, origin }) => {
        const orientation = closestOrientation(gridAffine(axes, signs, spacing, origin));
        expect(orientation.axes).toEqual(axes);
        expect(orientation.flipped).toEqual(signs.map((sign) => sign < 0));
      }),
    );
  });

  it('keeps every voxel at its place in the world', () => {
    fc.assert(
      fc.property(anyAffine, sizes, (affine, size) => {
        const orientation = closestOrientation(affine);
        const canonical = canonicalAffine(affine, size, orientation);
        const canonicalSize = canonicalTriple(size, orientation);
        const values = toCanonical(numbered(size), size, orientation);
        for (let index = 0; index < values.length; index++) {
          const storedIndex = values[index] ?? 0;
          const stored: Triple = [
            storedIndex % size[0],
            Math.floor(storedIndex / size[0]) % size[1],
            Math.floor(storedIndex / (size[0] * size[1])),
          ];
          const x = index % canonicalSize[0];
          const y = Math.floor(index / canonicalSize[0]) % canonicalSize[1];
          const z = Math.floor(index / (canonicalSize[0] * canonicalSize[1]));
          const here = applyAffine(canonical, [x, y, z]);
          const there = applyAffine(affine, stored);
          expect(Math.hypot(here[0] - there[0], here[1] - there[1], here[2] - there[2])).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it('brings oblique grids close to RAS+, each stored axis used once', () => {
    fc.assert(
      fc.property(obliques, (affine) => {
        const orientation = closestOrientation(affine);
        expect(new Set(orientation.axes)).toEqual(new Set([0, 1, 2]));
        const canonical = canonicalAffine(affine, [4, 5, 6], orientation);
        const spacing = affineSpacing(canonical);
        const trace = ([0, 1, 2] as const).reduce<number>((sum, axis) => sum + canonical[axis][axis] / spacing[axis], 0);
        expect(Math.min(canonical[0][0], canonical[1][1], canonical[2][2])).toBeGreaterThanOrEqual(0);
        // The best of 24 axis assignments of a rotation always has a trace of at least this.
        expect(trace).toBeGreaterThan(1.5);
      }),
      { numRuns: 500 },
    );
  });

  it('goes to canonical order and back without loss, for masks too', () => {
    fc.assert(
      fc.property(obliques, sizes, (affine, size) => {
        const orientation = closestOrientation(affine);
        const values = numbered(size);
        expect(fromCanonical(toCanonical(values, size, orientation), size, orientation)).toEqual(values);
        const mask = Uint8Array.from(values, (value) => value % 251);
        expect(fromCanonical(toCanonical(mask, size, orientation), size, orientation)).toEqual(mask);
      }),
    );
  });

  it('refuses arrays that do not fit', () => {
    const orientation = closestOrientation([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ]);
    expect(() => toCanonical(new Float32Array(7), [2, 2, 2], orientation)).toThrow(/7 voxels given for a grid of 2 x 2 x 2/);
  });
});
