import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resampledSize, resampledSpacing, resampleLinear, resampleNearest } from '../../../src/core/volume/resample';
import type { Triple } from '../../../src/core/volume/types';
import { voxelCount } from '../../../src/core/volume/types';

const side = fc.integer({ min: 1, max: 7 });
const sizes = fc.tuple(side, side, side);

/** a + bx + cy + dz in millimetres from the first face, for voxels of a grid over `extent`. */
function plane(size: Triple, extent: Triple): Float32Array {
  const data = new Float32Array(voxelCount(size));
  const at = (i: number, axis: 0 | 1 | 2): number => ((i + 0.5) * extent[axis]) / size[axis];
  let index = 0;
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++) data[index++] = 3 + 2 * at(x, 0) - at(y, 1) + 0.5 * at(z, 2);
  return data;
}

describe('sizes', () => {
  it('keep the millimetres from face to face', () => {
    expect(resampledSize([100, 80, 10], [0.5, 0.5, 3], [1, 1, 1])).toEqual([50, 40, 30]);
    expect(resampledSpacing([100, 80, 10], [0.5, 0.5, 3], [50, 40, 30])).toEqual([1, 1, 1]);
    expect(resampledSize([2, 2, 2], [1, 1, 1], [9, 9, 9])).toEqual([1, 1, 1]);
    expect(resampledSize([7, 8, 9], [0.7, 1.1, 2], [0.7, 1.1, 2])).toEqual([7, 8, 9]);
  });
});

describe('linear interpolation', () => {
  it('leaves a grid of the same size as it is, and constants constant', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.float({ noNaN: true, min: -1e6, max: 1e6 }), (from, to, value) => {
        const flat = new Float32Array(voxelCount(from)).fill(value);
        expect(resampleLinear(flat, from, from)).toBe(flat);
        const result = resampleLinear(flat, from, to);
        expect(result.length).toBe(voxelCount(to));
        expect(result.every((one) => one === flat[0])).toBe(true);
      }),
    );
  });

  it('is exact for linear functions of the place, away from the faces', () => {
    const extent: Triple = [12, 10, 8];
    const [from, to]: [Triple, Triple] = [
      [12, 10, 8],
      [7, 19, 5],
    ];
    const [result, exact] = [resampleLinear(plane(from, extent), from, to), plane(to, extent)];
    for (let z = 1; z < to[2] - 1; z++)
      for (let y = 1; y < to[1] - 1; y++)
        for (let x = 1; x < to[0] - 1; x++) {
          const index = x + to[0] * (y + to[1] * z);
          expect(result[index]).toBeCloseTo(exact[index] as number, 4);
        }
  });

  it('doubles and halves an axis as PyTorch does with align_corners=False', () => {
    const ramp = Float32Array.from([0, 4]);
    expect([...resampleLinear(ramp, [2, 1, 1], [4, 1, 1])]).toEqual([0, 1, 3, 4]);
    expect([...resampleLinear(Float32Array.from([0, 1, 3, 4]), [1, 4, 1], [1, 2, 1])]).toEqual([0.5, 3.5]);
  });

  it('treats numbers side by side as volumes of their own', () => {
    const [from, to]: [Triple, Triple] = [
      [3, 4, 2],
      [5, 3, 3],
    ];
    const two = [plane(from, [1, 2, 3]), plane(from, [9, 1, 1]).map((value) => value ** 2)] as const;
    const together = Float32Array.from({ length: 2 * two[0].length }, (_, i) => (two[i % 2] as Float32Array)[i >> 1] as number);
    const result = resampleLinear(together, from, to, 2);
    for (const n of [0, 1] as const)
      expect([...result.filter((_, i) => i % 2 === n)]).toEqual([...resampleLinear(two[n], from, to)]);
    expect(() => resampleLinear(together, from, to)).toThrow(/no 3 x 4 x 2/);
  });
});

describe('the nearest label', () => {
  it('of the same grid is the same, and finer grids come back', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 4 }), fc.infiniteStream(fc.nat(255)), (size, times, values) => {
        const labels = Uint8Array.from({ length: voxelCount(size) }, () => values.next().value as number);
        const fine: Triple = [size[0] * times, size[1] * times, size[2] * times];
        expect(resampleNearest(labels, size, size)).toEqual(labels);
        expect(resampleNearest(resampleNearest(labels, size, fine), fine, size)).toEqual(labels);
      }),
    );
  });

  it('invents no value', () => {
    expect([...resampleNearest(Uint8Array.from([1, 7, 2]), [3, 1, 1], [5, 1, 1])]).toEqual([1, 1, 7, 2, 2]);
  });
});
