import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentationMetrics } from '../../../src/core/metrics/segmentationMetrics';
import type { Triple } from '../../../src/core/volume/types';
import { MISSING, shared } from '../../support/shared';
import { bruteForceMetrics } from './bruteForce';

type Range = readonly [number, number];

function block(size: Triple, ranges: readonly [Range, Range, Range], extra?: Triple): Uint8Array {
  const mask = new Uint8Array(size[0] * size[1] * size[2]);
  for (let z = ranges[2][0]; z < ranges[2][1]; z++) {
    for (let y = ranges[1][0]; y < ranges[1][1]; y++) {
      for (let x = ranges[0][0]; x < ranges[0][1]; x++) mask[x + size[0] * (y + size[1] * z)] = 1;
    }
  }
  if (extra) mask[extra[0] + size[0] * (extra[1] + size[1] * extra[2])] = 1;
  return mask;
}

const cube = (low: number, high: number): readonly [Range, Range, Range] => [
  [low, high],
  [low, high],
  [low, high],
];

describe('unit vectors of docs/method.md 1.6', () => {
  it('A: shifted cubes', () => {
    const size: Triple = [10, 10, 10];
    const result = segmentationMetrics(block(size, cube(3, 8)), block(size, cube(2, 7)), size);
    expect(result.dice).toBeCloseTo(0.512, 12);
    expect(result.jaccard).toBeCloseTo(0.344086, 6);
    expect(result.hd95).toBeCloseTo(Math.SQRT2, 12);
    expect(result.asd).toBeCloseTo(0.874516, 6);
  });

  it('B: one stray voxel', () => {
    const size: Triple = [12, 12, 12];
    const truth = block(size, cube(2, 7));
    const prediction = block(size, cube(2, 7), [10, 10, 10]);
    const result = segmentationMetrics(prediction, truth, size);
    expect(result.dice).toBeCloseTo(0.996016, 6);
    expect(result.hd95).toBe(0);
    expect(result.asd).toBeCloseTo(0.069982, 6);
    expect(segmentationMetrics(truth, prediction, size).asd).toBe(0);
  });

  it('C: masks on the edge of the array', () => {
    const size: Triple = [8, 8, 8];
    const prediction = block(size, cube(0, 4));
    const truth = block(size, [
      [0, 5],
      [0, 4],
      [0, 4],
    ]);
    const result = segmentationMetrics(prediction, truth, size);
    expect(result.dice).toBeCloseTo(0.888889, 6);
    expect(result.jaccard).toBeCloseTo(0.8, 12);
    expect(result.hd95).toBe(1);
    expect(result.asd).toBeCloseTo(0.071429, 6);
    expect(segmentationMetrics(truth, prediction, size).asd).toBeCloseTo(0.235294, 6);
  });
});

interface Fixture {
  cases: {
    shape_xyz: [number, number, number];
    spacing: [number, number, number];
    pred_runs: number[];
    truth_runs: number[];
    expected: { dice: number; jaccard: number; hd95: number; asd: number; assd: number };
  }[];
}

function fromRuns(runs: readonly number[], size: Triple): Uint8Array {
  const mask = new Uint8Array(size[0] * size[1] * size[2]);
  for (let i = 0; i + 1 < runs.length; i += 2) mask.fill(1, runs[i], (runs[i] ?? 0) + (runs[i + 1] ?? 0));
  return mask;
}

const fixture = shared('fixtures', 'metrics.json');

describe('fixtures of an independent implementation', () => {
  it.skipIf(fixture === null)(`real masks, three spacings ${fixture === null ? MISSING : ''}`, () => {
    const { cases } = JSON.parse(readFileSync(fixture ?? '', 'utf8')) as Fixture;
    expect(cases.length).toBeGreaterThan(5);
    for (const { shape_xyz: size, spacing, pred_runs, truth_runs, expected } of cases) {
      const result = segmentationMetrics(fromRuns(pred_runs, size), fromRuns(truth_runs, size), size, spacing);
      for (const name of ['dice', 'jaccard', 'hd95', 'asd', 'assd'] as const)
        expect(result[name], name).toBeCloseTo(expected[name], 10);
    }
  });
});

describe('empty masks', () => {
  const size: Triple = [3, 3, 3];
  const empty = new Uint8Array(27);
  const full = new Uint8Array(27).fill(1);

  it('both empty agree, and have no distance', () => {
    expect(segmentationMetrics(empty, empty, size)).toEqual({ dice: 1, jaccard: 1, hd95: null, asd: null, assd: null });
  });

  it('one empty scores 0, and has no distance either', () => {
    const zero = { dice: 0, jaccard: 0, hd95: null, asd: null, assd: null };
    expect(segmentationMetrics(empty, full, size)).toEqual(zero);
    expect(segmentationMetrics(full, empty, size)).toEqual(zero);
  });
});

const masks = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain((size) => {
    const voxels = size[0] * size[1] * size[2];
    const mask = fc
      .array(fc.constantFrom(0, 0, 1), { minLength: voxels, maxLength: voxels })
      .map((bits) => Uint8Array.from(bits));
    return fc.record({ size: fc.constant(size), first: mask, second: mask });
  });
const spacings = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.1, max: 5, noNaN: true }))) as fc.Arbitrary<
  [number, number, number]
>;

describe('properties', () => {
  it('equals a brute-force search over all pairs of surface voxels', () => {
    fc.assert(
      fc.property(masks, spacings, ({ size, first, second }, spacing) => {
        const fast = segmentationMetrics(first, second, size, spacing);
        const slow = bruteForceMetrics(first, second, size, spacing);
        for (const name of ['dice', 'jaccard', 'hd95', 'asd', 'assd'] as const) {
          const expected = slow[name];
          if (expected === null) expect(fast[name], name).toBeNull();
          else expect(Math.abs((fast[name] ?? Infinity) - expected), name).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is symmetric but for the directed asd, and 1, 0 for equal masks', () => {
    fc.assert(
      fc.property(masks, spacings, ({ size, first, second }, spacing) => {
        const forward = segmentationMetrics(first, second, size, spacing);
        const backward = segmentationMetrics(second, first, size, spacing);
        expect({ ...forward, asd: 0 }).toEqual({ ...backward, asd: 0 });
        const same = segmentationMetrics(first, first, size, spacing);
        expect(same.dice).toBe(1);
        if (same.hd95 !== null) expect([same.hd95, same.asd, same.assd]).toEqual([0, 0, 0]);
      }),
    );
  });

  it('does not depend on empty space around the masks', () => {
    fc.assert(
      fc.property(masks, ({ size, first, second }) => {
        const large: Triple = [size[0] + 3, size[1] + 2, size[2] + 4];
        const pad = (mask: Uint8Array): Uint8Array => {
          const padded = new Uint8Array(large[0] * large[1] * large[2]);
          mask.forEach((value, index) => {
            const x = index % size[0];
            const y = Math.floor(index / size[0]) % size[1];
            const z = Math.floor(index / (size[0] * size[1]));
            padded[x + 2 + large[0] * (y + 1 + large[1] * (z + 1))] = value;
          });
          return padded;
        };
        expect(segmentationMetrics(pad(first), pad(second), large)).toEqual(segmentationMetrics(first, second, size));
      }),
    );
  });
});

describe('arguments', () => {
  it('names lengths and grid when they do not fit', () => {
    expect(() => segmentationMetrics(new Uint8Array(8), new Uint8Array(7), [2, 2, 2])).toThrow(
      /8 and 7 voxels do not fit the grid 2 x 2 x 2/,
    );
  });

  it('refuses a spacing that is not positive', () => {
    for (const bad of [0, -1, Number.NaN, Infinity]) {
      expect(() => segmentationMetrics(new Uint8Array(1), new Uint8Array(1), [1, 1, 1], [1, bad, 1])).toThrow(/spacing/);
    }
  });

  it('of one label are those of its mask', () => {
    const random = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 60 });
    const size = [3, 4, 5] as const;
    fc.assert(
      fc.property(random, random, fc.integer({ min: 1, max: 3 }), (first, second, label) => {
        const mask = (values: number[]): Uint8Array => Uint8Array.from(values, (value) => (value === label ? 1 : 0));
        expect(segmentationMetrics(Uint8Array.from(first), Uint8Array.from(second), size, [1, 2, 3], label)).toEqual(
          segmentationMetrics(mask(first), mask(second), size, [1, 2, 3]),
        );
      }),
    );
  });
});
