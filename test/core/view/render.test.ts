import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classColour, OKABE_ITO } from '../../../src/core/view/colours';
import { cropLabels } from '../../../src/core/view/crop';
import { differenceOf, onlyKind } from '../../../src/core/view/difference';
import { outlineSegments } from '../../../src/core/view/outline';
import { averageMaps, foregroundOf, uncertaintyOf, uslRegions } from '../../../src/core/view/regions';
import { blend, greyOf, renderGrey, renderLabels, renderShare } from '../../../src/core/view/render';
import {
  defaultPreset,
  dragWindow,
  guessModality,
  measureStatistics,
  WINDOW_PRESETS,
  windowOf,
} from '../../../src/core/view/window';

describe('grey', () => {
  it('runs from black at the lower to white at the upper end, and stays there beyond', () => {
    const window = { low: 100, high: 300 };
    const pixels = renderGrey(Int16Array.of(0, 100, 201, 300, 900), window);
    expect([0, 1, 2, 3, 4].map((index) => pixels[4 * index])).toEqual([0, 0, 129, 255, 255]);
    expect([0, 100, 201, 300, 900].map((value) => greyOf(value, window))).toEqual([0, 0, 129, 255, 255]);
    expect([3, 7, 11].map((index) => pixels[index])).toEqual([255, 255, 255]);
  });

  it('is black for what is no number', () => {
    expect(renderGrey(Float32Array.of(Number.NaN), { low: -1, high: 1 })[0]).toBe(0);
    expect(greyOf(Number.NaN, { low: -1, high: 1 })).toBe(0);
  });
});

describe('windows', () => {
  const ct = { least: -1024, most: 1500, percentiles: [-1000, -900, 200, 700] as const };
  const mr = { least: 0, most: 900, percentiles: [3, 20, 400, 600] as const };

  it('know a CT by its air', () => {
    expect([guessModality(ct), guessModality(mr)]).toEqual(['CT', 'MR']);
    expect([defaultPreset(ct), defaultPreset(mr)]).toEqual(['ct-soft', 'mr-auto']);
    expect(windowOf('ct-soft', ct)).toEqual({ low: -160, high: 240 });
    expect(windowOf('mr-auto', mr)).toEqual({ low: 3, high: 600 });
  });

  it('are never empty', () => {
    const flat = measureStatistics(new Float32Array(50).fill(4));
    for (const { id } of WINDOW_PRESETS) {
      const { low, high } = windowOf(id, flat);
      expect(high).toBeGreaterThan(low);
    }
  });

  it('measure percentiles of what is finite', () => {
    const data = Float32Array.from({ length: 1001 }, (_, index) => index);
    data[500] = Number.NaN;
    const { least, most, percentiles } = measureStatistics(data);
    expect([least, most]).toEqual([0, 1000]);
    expect(percentiles[0]).toBeCloseTo(5, -0.5);
    expect(percentiles[3]).toBeCloseTo(995, -0.5);
    expect(measureStatistics(Float32Array.of(Number.NaN)).percentiles).toEqual([0, 0, 1, 1]);
  });

  it('widen to the right, brighten upwards, and come back', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.5, max: 0.5, noNaN: true }), (drag) => {
        const window = { low: 10, high: 50 };
        const back = dragWindow(dragWindow(window, drag, 0), -drag, 0);
        expect(back.low).toBeCloseTo(10, 6);
        expect(back.high).toBeCloseTo(50, 6);
      }),
    );
    expect(dragWindow({ low: 0, high: 10 }, 0, 0.5)).toEqual({ low: -5, high: 5 });
  });
});

describe('labels', () => {
  it('take their colour, and nothing where there is none', () => {
    const pixels = renderLabels(Uint8Array.of(0, 1, 2), (label) => (label === 1 ? OKABE_ITO.green : null));
    expect([...pixels]).toEqual([0, 0, 0, 0, 0, 158, 115, 255, 0, 0, 0, 0]);
  });

  it('have 14 distinct class colours', () => {
    expect(new Set(Array.from({ length: 14 }, (_, index) => classColour(index + 1).join())).size).toBe(14);
  });

  it('blend as alpha says', () => {
    expect(blend(100, [200, 0, 50], 0.5)).toEqual([150, 50, 75]);
    expect([...renderShare(Uint8Array.of(128), [1, 2, 3])]).toEqual([1, 2, 3, 128]);
  });
});

describe('difference', () => {
  it('says who claims a voxel', () => {
    const difference = differenceOf(Uint8Array.of(0, 1, 0, 1, 1), Uint8Array.of(0, 0, 1, 1, 2));
    expect([...difference]).toEqual([0, 1, 2, 0, 3]);
    expect([...onlyKind(difference, 2)]).toEqual([0, 0, 1, 0, 0]);
  });
});

describe('the part of a slice with labels', () => {
  it('holds them all, in place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 0, max: 1, minLength: 20, maxLength: 20 }), (labels) => {
        const crop = cropLabels(labels, { width: 5, height: 4 });
        const back = new Uint8Array(20);
        if (crop)
          for (let v = 0; v < crop.height; v++)
            for (let u = 0; u < crop.width; u++) back[crop.u + u + 5 * (crop.v + v)] = crop.labels[u + crop.width * v] ?? 9;
        expect(back).toEqual(labels);
        expect(crop === null).toBe(labels.every((label) => label === 0));
      }),
    );
  });
});

describe('outlines', () => {
  it('join straight edges: a square is four segments', () => {
    const labels = Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0);
    const segments = outlineSegments(labels, { width: 4, height: 4 }).get(1) ?? [];
    expect(segments.length).toBe(16);
    const lines = new Set(Array.from({ length: 4 }, (_, index) => segments.slice(4 * index, 4 * index + 4).join()));
    expect(lines).toEqual(new Set(['1,1,3,1', '1,3,3,3', '1,1,1,3', '3,1,3,3']));
  });

  it('have the length of all borders, by label', () => {
    const random = fc.uint8Array({ min: 0, max: 2, minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(random, (labels) => {
        const [width, height] = [5, 4];
        const at = (u: number, v: number): number =>
          u < 0 || v < 0 || u >= width || v >= height ? 0 : (labels[u + width * v] ?? 0);
        for (const label of [1, 2]) {
          let expected = 0;
          for (let v = 0; v < height; v++)
            for (let u = 0; u < width; u++)
              if (at(u, v) === label)
                for (const [du, dv] of [
                  [1, 0],
                  [-1, 0],
                  [0, 1],
                  [0, -1],
                ] as const)
                  if (at(u + du, v + dv) !== label) expected++;
          const segments = outlineSegments(labels, { width, height }).get(label) ?? [];
          let length = 0;
          for (let place = 0; place < segments.length; place += 4) {
            const [u0 = 0, v0 = 0, u1 = 0, v1 = 0] = segments.slice(place, place + 4);
            expect(u1 - u0 + (v1 - v0)).toBeGreaterThan(0);
            length += u1 - u0 + (v1 - v0);
          }
          expect(length).toBe(expected);
        }
      }),
    );
  });
});

describe('USL regions', () => {
  const of = (...probabilities: number[]): Uint8Array => Uint8Array.from(probabilities, (value) => Math.round(value * 255));

  it('follow the thresholds for two classes', () => {
    expect([...uslRegions([of(0.99, 0.8, 0.5, 0.3, 0.02)], { t1: 0.65, t2: 0.1 })]).toEqual([2, 1, 3, 1, 2]);
  });

  it('look at every class of several', () => {
    // Probabilities of two foreground classes; the background has the rest.
    expect([...uslRegions([of(0.5, 0.7), of(0.45, 0.15)], { t1: 0.65, t2: 0.1 })]).toEqual([3, 1]);
  });

  it('uncertainty is 0 when sure and 255 when all classes are as likely', () => {
    expect([...uncertaintyOf([of(1, 0.5, 0)])]).toEqual([0, 255, 0]);
    // Three classes as likely; and one of 0.9 against one of 0.1, in bits of log 2.
    expect(uncertaintyOf([of(1 / 3), of(1 / 3)])[0]).toBe(255);
    const entropy = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1)) / Math.log(2);
    expect(Math.abs((uncertaintyOf([of(0.9)])[0] ?? 0) - 255 * entropy)).toBeLessThan(2);
    expect(foregroundOf([of(0.2), of(0.4)])[0]).toBe(51 + 102);
    expect(averageMaps([of(1)], [of(0)])[0]?.[0]).toBe(128);
  });
});
