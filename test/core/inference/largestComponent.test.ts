import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestComponents } from '../../../src/core/inference/largestComponent';
import type { Triple } from '../../../src/core/volume/types';

describe('largest component', () => {
  it('keeps the largest piece of every class; corners connect', () => {
    const row = Uint8Array.of(1, 0, 1, 1, 0, 2, 0, 2, 2);
    expect([...largestComponents(row, [9, 1, 1])]).toEqual([0, 0, 1, 1, 0, 0, 0, 2, 2]);
    const corners = new Uint8Array(27);
    for (const index of [0, 13, 26, 6]) corners[index] = 1;
    expect([...largestComponents(corners, [3, 3, 3])].flatMap((v, i) => (v ? [i] : []))).toEqual([0, 6, 13, 26]);
  });

  it('edges connect 18 and corners 26 neighbours, faces alone 6', () => {
    // The centre of a cube with its neighbour by a corner, then by an edge.
    const cube = new Uint8Array(27);
    for (const index of [13, 26]) cube[index] = 1;
    const kept = (labels: Uint8Array, connectivity: 6 | 18 | 26) =>
      largestComponents(labels, [3, 3, 3], connectivity).reduce((sum, v) => sum + v, 0);
    expect([6, 18, 26].map((c) => kept(cube, c as 6))).toEqual([1, 1, 2]);
    const edge = new Uint8Array(27);
    for (const index of [13, 17]) edge[index] = 1;
    expect([6, 18, 26].map((c) => kept(edge, c as 6))).toEqual([1, 2, 2]);
  });

  it('of equal pieces keeps the first, and leaves an empty mask empty', () => {
    expect([...largestComponents(Uint8Array.of(1, 0, 1), [3, 1, 1])]).toEqual([1, 0, 0]);
    expect([...largestComponents(new Uint8Array(8), [2, 2, 2])]).toEqual(new Array(8).fill(0));
  });

  it('does not reach around the end of a row', () => {
    expect([...largestComponents(Uint8Array.of(0, 0, 1, 1, 1, 0, 0, 0, 0), [3, 3, 1])].filter((v) => v === 1).length).toBe(2 + 1);
    expect([...largestComponents(Uint8Array.of(0, 0, 0, 1, 1, 0, 0, 0), [4, 2, 1])].filter((v) => v === 1).length).toBe(1);
  });

  it('is a part of the mask, and done twice the same', () => {
    const size: Triple = [4, 3, 3];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: 36, maxLength: 36 }), (values) => {
        const labels = Uint8Array.from(values);
        const kept = largestComponents(labels, size);
        for (const [voxel, label] of kept.entries()) expect([0, labels[voxel]]).toContain(label);
        expect(largestComponents(kept, size)).toEqual(kept);
      }),
    );
  });
});
