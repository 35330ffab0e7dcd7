import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimals, percent, significant } from '../../../src/core/view/format';
import { fitSlice, MOST_ZOOM, panned, pixelAt, screenAt, WHOLE, zoomed } from '../../../src/core/view/geometry';
import { actionOf, KEYS, VIEWER_ACTIONS } from '../../../src/core/view/keys';
import { createLabelStore, storeLabels } from '../../../src/core/view/labelStore';
import { orientationMarks } from '../../../src/core/view/marks';
import { planeAxes } from '../../../src/core/view/plane';
import { centreOfDifference, countDifferences, diceOf, largestSlice } from '../../../src/core/view/strip';
import type { Affine } from '../../../src/core/volume/affine';
import { scalingAffine } from '../../../src/core/volume/affine';
import { canonicalAffine, closestOrientation } from '../../../src/core/volume/orientation';
import type { Triple } from '../../../src/core/volume/types';

const size: Triple = [10, 20, 30];
const box = { width: 400, height: 300 };

describe('looking at a slice', () => {
  it('fits it in the box with square millimetres, in the middle', () => {
    const fit = fitSlice(size, [2, 1, 1], 'axial', box, WHOLE);
    expect(fit).toEqual({ scaleU: 30, scaleV: 15, offsetU: 50, offsetV: 0 });
  });

  it('finds the pixel of every screen position and back', () => {
    const numbers = fc.double({ min: -500, max: 500, noNaN: true });
    fc.assert(
      fc.property(numbers, numbers, fc.double({ min: 1, max: MOST_ZOOM, noNaN: true }), (x, y, zoom) => {
        const fit = fitSlice(size, [1, 1, 3], 'coronal', box, { zoom, centre: { u: 0.3, v: 0.6 } });
        const back = screenAt(fit, pixelAt(fit, x, y));
        expect(back.x).toBeCloseTo(x, 6);
        expect(back.y).toBeCloseTo(y, 6);
      }),
    );
  });

  it('zooms around what is under the pointer', () => {
    const around = { u: 0.25, v: 0.5 };
    const place = { u: around.u * 10, v: around.v * 20 };
    const look = { zoom: 2, centre: { u: 0.4, v: 0.4 } };
    const before = screenAt(fitSlice(size, [1, 1, 1], 'axial', box, look), place);
    const after = screenAt(fitSlice(size, [1, 1, 1], 'axial', box, zoomed(look, 1.5, around)), place);
    expect(after.x).toBeCloseTo(before.x, 6);
    expect(after.y).toBeCloseTo(before.y, 6);
    expect(zoomed(look, 0.01)).toEqual(WHOLE);
    expect(zoomed(look, 1000).zoom).toBe(MOST_ZOOM);
  });

  it('pans with the pointer and never off the slice', () => {
    const look = { zoom: 4, centre: { u: 0.5, v: 0.5 } };
    const fit = fitSlice(size, [1, 1, 1], 'axial', box, look);
    const moved = fitSlice(size, [1, 1, 1], 'axial', box, panned(look, fit, { width: 10, height: 20 }, 30, -12));
    expect(moved.offsetU - fit.offsetU).toBeCloseTo(30, 6);
    expect(moved.offsetV - fit.offsetV).toBeCloseTo(-12, 6);
    expect(panned(look, fit, { width: 10, height: 20 }, 1e6, 0).centre.u).toBe(0);
  });
});

describe('orientation marks', () => {
  const canonical = (stored: Affine, storedSize: Triple = [4, 5, 6]): Affine =>
    canonicalAffine(stored, storedSize, closestOrientation(stored));
  const letters = (affine: Affine | null, plane: 'axial' | 'coronal' | 'sagittal'): string => {
    const { left, right, top, bottom } = orientationMarks(affine, plane);
    return [left, right, top, bottom].join(' ');
  };

  it.each<[string, Affine]>([
    ['RAS', scalingAffine([1, 2, 3])],
    [
      'LAS',
      [
        [-1, 0, 0, 90],
        [0, 1, 0, -20],
        [0, 0, 1, -7],
      ],
    ],
    [
      'LPS',
      [
        [-1, 0, 0, 90],
        [0, -1, 0, 20],
        [0, 0, 1, 7],
      ],
    ],
    [
      'ASR',
      [
        [0, 0, 2, 0],
        [1, 0, 0, 0],
        [0, 3, 0, 0],
      ],
    ],
    [
      'IPL',
      [
        [0, 0, -1, 0],
        [0, -1, 0, 0],
        [-1, 0, 0, 0],
      ],
    ],
  ])('%s: right on the left, front and head on top', (_, stored) => {
    const affine = canonical(stored);
    expect(letters(affine, 'axial')).toBe('R L A P');
    expect(letters(affine, 'coronal')).toBe('R L S I');
    expect(letters(affine, 'sagittal')).toBe('A P S I');
    expect(orientationMarks(affine, 'axial').oblique).toBe(0);
  });

  it('mark axes that lean, with the angle', () => {
    const [c, s] = [Math.cos(Math.PI / 9), Math.sin(Math.PI / 9)];
    const turned = canonical([
      [-c, -s, 0, 0],
      [-s, c, 0, 0],
      [0, 0, 1, 0],
    ]);
    expect(letters(turned, 'axial')).toBe('R~ L~ A~ P~');
    expect(letters(turned, 'coronal')).toBe('R~ L~ S I');
    expect(orientationMarks(turned, 'axial').oblique).toBeCloseTo(20, 6);
  });

  it('point to the side of the body that the affine says, for any grid', () => {
    const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
    fc.assert(
      fc.property(angle, angle, angle, fc.boolean(), (a, b, c, mirrored) => {
        const m = mirrored ? -1 : 1;
        const stored: Affine = [
          [m * Math.cos(b) * Math.cos(c), -Math.cos(b) * Math.sin(c), Math.sin(b), 0],
          [
            m * (Math.cos(a) * Math.sin(c) + Math.sin(a) * Math.sin(b) * Math.cos(c)),
            Math.cos(a) * Math.cos(c) - Math.sin(a) * Math.sin(b) * Math.sin(c),
            -Math.sin(a) * Math.cos(b),
            0,
          ],
          [
            m * (Math.sin(a) * Math.sin(c) - Math.cos(a) * Math.sin(b) * Math.cos(c)),
            Math.sin(a) * Math.cos(c) + Math.cos(a) * Math.sin(b) * Math.sin(c),
            Math.cos(a) * Math.cos(b),
            0,
          ],
        ];
        const affine = canonical(stored);
        for (const plane of ['axial', 'coronal', 'sagittal'] as const) {
          const { across, down } = planeAxes(plane);
          const { left, top } = orientationMarks(affine, plane);
          // The screen's left is the end of the axis where its index is high.
          expect(affine[across][across]).toBeGreaterThan(-1e-9);
          expect(affine[down][down]).toBeGreaterThan(-1e-9);
          expect([left[0], top[0]]).toEqual(['RAS'[across], 'RAS'[down]]);
        }
      }),
    );
  });

  it('claim nothing of the body without an affine', () => {
    expect(letters(null, 'axial')).toBe('+x −x +y −y');
  });
});

describe('disagreement by slice', () => {
  const small: Triple = [3, 4, 2];
  const store = createLabelStore(small, 1);
  const first = new Uint8Array(24);
  const second = new Uint8Array(24);
  // Slice z = 1: voxels (0, 0) and (2, 3) differ; slice z = 0 agrees in one voxel.
  first[4] = 1;
  second[4] = 1;
  first[12] = 1;
  second[12 + 2 + 3 * 3] = 1;
  storeLabels(store, 'first', 0, first);
  storeLabels(store, 'second', 0, second);

  it('counts differing voxels in each plane', () => {
    const counts = countDifferences(store, 'first', 'second');
    expect([...counts.axial]).toEqual([0, 2]);
    expect([...counts.coronal]).toEqual([1, 0, 0, 1]);
    expect([...counts.sagittal]).toEqual([1, 0, 1]);
    expect(largestSlice(counts.axial)).toBe(1);
    expect(largestSlice(new Uint32Array(4))).toBeNull();
  });

  it('leads to a voxel that differs', () => {
    expect([
      [0, 0, 1],
      [2, 3, 1],
    ]).toContainEqual(centreOfDifference(store, 'first', 'second', 'axial', 1));
    expect(centreOfDifference(store, 'first', 'second', 'axial', 0)).toBeNull();
  });

  it('measures Dice', () => {
    expect(diceOf(store, 'first', 'second', 1)).toBe(0.5);
    expect(diceOf(store, 'truth', 'mean', 1)).toBeNull();
  });
});

describe('keys', () => {
  const press = (key: string, modifiers = {}): ReturnType<typeof actionOf> =>
    actionOf({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...modifiers });

  it('reach every action, each key one', () => {
    expect(new Set(KEYS.map(({ action }) => action))).toEqual(new Set(VIEWER_ACTIONS));
    const keys = KEYS.flatMap(({ keys }) => keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('mean what the list says, and leave the editor its own', () => {
    expect(press('ArrowUp')).toBe('next-slice');
    expect(press('ArrowUp', { shiftKey: true })).toBe('ten-forward');
    expect(press('ArrowUp', { altKey: true })).toBe('up');
    expect(press('?', { shiftKey: true })).toBe('help');
    expect(press('W')).toBe('worst-slice');
    expect(press('w', { ctrlKey: true })).toBeNull();
    expect(press('p', { metaKey: true })).toBeNull();
    expect(press('q')).toBeNull();
  });
});

describe('numbers for readers', () => {
  it.each([
    [0.00012345, '0.0001234'],
    [1234.5678, '1235'],
    [1200, '1200'],
    [-0.5, '−0.5'],
    [0, '0'],
    [12345678, '1.235e+7'],
    [Number.NaN, '–'],
  ])('%f is %s', (value, text) => {
    expect(significant(value)).toBe(text);
  });

  it('shares and decimals', () => {
    expect([percent(0.0196), percent(0.88), percent(0.000001), percent(0), percent(null)]).toEqual([
      '2.0 %',
      '88 %',
      '< 0.01 %',
      '0.00 %',
      '–',
    ]);
    expect([decimals(-1.005, 1), decimals(undefined, 2)]).toEqual(['−1.0', '–']);
  });
});
