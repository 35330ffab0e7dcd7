import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLabelStore, extractLabels, labelAt, storeLabels } from '../../../src/core/view/labelStore';
import type { Plane } from '../../../src/core/view/plane';
import { clampVoxel, PLANES, pixelOfVoxel, planeAxes, sliceSize, voxelIndex, voxelOfPixel } from '../../../src/core/view/plane';
import { extractSlice } from '../../../src/core/view/slice';
import { storedPlanes } from '../../../src/core/view/storedPlanes';
import { toCanonical } from '../../../src/core/volume/orientation';
import type { Triple } from '../../../src/core/volume/types';
import { voxelCount } from '../../../src/core/volume/types';

const extent = fc.integer({ min: 1, max: 6 });
const sizes = fc.tuple(extent, extent, extent);
const planes = fc.constantFrom(...PLANES);
const voxels = fc
  .record({ size: sizes, plane: planes, at: fc.tuple(fc.nat(), fc.nat(), fc.nat()) })
  .map(({ size, plane, at }) => ({
    size,
    plane,
    voxel: [at[0] % size[0], at[1] % size[1], at[2] % size[2]] as Triple,
  }));

function numbered(size: Triple): Int16Array {
  return Int16Array.from({ length: voxelCount(size) }, (_, index) => index + 1);
}

describe('slices of a canonical volume', () => {
  it('show every voxel where pixelOfVoxel says', () => {
    fc.assert(
      fc.property(voxels, ({ size, plane, voxel }) => {
        const slice = extractSlice(numbered(size), size, plane, voxel[planeAxes(plane).through]);
        const { u, v } = pixelOfVoxel(size, plane, voxel);
        expect(slice[u + sliceSize(size, plane).width * v]).toBe(voxelIndex(size, voxel) + 1);
      }),
    );
  });

  it('lead back from the pixel to the voxel, wherever in the pixel', () => {
    fc.assert(
      fc.property(voxels, fc.double({ min: 0, max: 0.99, noNaN: true }), ({ size, plane, voxel }, part) => {
        const { u, v } = pixelOfVoxel(size, plane, voxel);
        const index = voxel[planeAxes(plane).through];
        expect(voxelOfPixel(size, plane, index, { u: u + part, v: v + part })).toEqual(voxel);
      }),
    );
  });

  it.each<[Plane, Triple, { u: number; v: number }]>([
    // 4 x 5 x 6: the voxel most to the right, in front and on top is on the screen's left and top.
    ['axial', [3, 4, 0], { u: 0, v: 0 }],
    ['axial', [0, 0, 0], { u: 3, v: 4 }],
    ['coronal', [3, 0, 5], { u: 0, v: 0 }],
    ['sagittal', [0, 4, 5], { u: 0, v: 0 }],
    ['sagittal', [0, 0, 0], { u: 4, v: 5 }],
  ])('%s: voxel %j stands at %j', (plane, voxel, pixel) => {
    expect(pixelOfVoxel([4, 5, 6], plane, voxel)).toEqual(pixel);
  });

  it('refuse a slice that does not exist', () => {
    expect(() => extractSlice(numbered([2, 2, 2]), [2, 2, 2], 'axial', 2)).toThrow('axial slice 2 of 2');
  });

  it('keep a crosshair inside the volume', () => {
    expect(clampVoxel([4, 5, 6], [-3, 9, 2.4])).toEqual([0, 4, 2]);
  });
});

describe('planes of a file', () => {
  const orientations = fc
    .tuple(
      fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]),
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    )
    .map(([axes, flipped]) => ({ axes: axes as [0, 1, 2], flipped }));

  it('land where toCanonical puts them', () => {
    fc.assert(
      fc.property(sizes, orientations, (stored, orientation) => {
        const data = Float32Array.from({ length: voxelCount(stored) }, (_, index) => index + 1);
        const { place, size } = storedPlanes(stored, orientation);
        const canonical = new Float32Array(voxelCount(size));
        const area = stored[0] * stored[1];
        for (let k = 0; k < stored[2]; k++) place(canonical, k, data.subarray(k * area, (k + 1) * area));
        expect(canonical).toEqual(toCanonical(data, stored, orientation));
      }),
    );
  });

  it('are whole slices of the plane and index they name', () => {
    fc.assert(
      fc.property(sizes, orientations, fc.nat(), (stored, orientation, which) => {
        const k = which % stored[2];
        const { place, size, plane, indexOf } = storedPlanes(stored, orientation);
        const canonical = new Float32Array(voxelCount(size));
        place(canonical, k, new Float32Array(stored[0] * stored[1]).fill(7));
        expect(extractSlice(canonical, size, plane, indexOf(k)).every((value) => value === 7)).toBe(true);
        expect(canonical.filter((value) => value === 7).length).toBe(stored[0] * stored[1]);
      }),
    );
  });
});

describe('a label store', () => {
  it.each([1, 3, 15, 255])('keeps four layers apart with labels up to %i', (highest) => {
    const size: Triple = [3, 2, 2];
    const store = createLabelStore(size, highest);
    const layers = (['truth', 'first', 'second', 'mean'] as const).map((layer, place) => {
      const labels = Uint8Array.from({ length: 12 }, (_, index) => (index * 7 + place * 5) % (highest + 1));
      storeLabels(store, layer, 0, labels);
      return { layer, labels };
    });
    storeLabels(store, 'first', 0, layers[1]?.labels ?? new Uint8Array());
    for (const { layer, labels } of layers) {
      expect(Array.from(labels, (_, index) => labelAt(store, layer, index))).toEqual([...labels]);
      expect(extractLabels(store, layer, 'coronal', 1)).toEqual(extractSlice(labels, size, 'coronal', 1));
    }
  });

  it('writes parts, and says when they do not fit', () => {
    const store = createLabelStore([2, 2, 2], 1);
    storeLabels(store, 'second', 4, Uint8Array.of(1, 0, 1, 1));
    expect(Array.from({ length: 8 }, (_, index) => labelAt(store, 'second', index))).toEqual([0, 0, 0, 0, 1, 0, 1, 1]);
    expect(() => storeLabels(store, 'second', 6, new Uint8Array(3))).toThrow('do not fit');
  });

  it('shows a label that is too large as the largest, never as another layer', () => {
    const store = createLabelStore([2, 1, 1], 1);
    storeLabels(store, 'truth', 0, Uint8Array.of(200, 1));
    expect([labelAt(store, 'truth', 0), labelAt(store, 'first', 0)]).toEqual([3, 0]);
  });
});
