import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dropoutFactors } from '../../src/core/random/dropoutMask';
import type { StorageType } from '../../src/tensor/native/addon';
import { blank, identical, loadAddon, randomValues, relativeError, store, worstError } from './load';

const addon = loadAddon();
const TYPES = ['float32', 'bfloat16'] as const;
const TOLERANCE: Record<StorageType, number> = { float32: 1e-7, bfloat16: 3e-3 };
const SIZES = [1, 7, 8, 9, 16, 31, 1000, 65_536 + 70_001];

test.each(SIZES)('add of %i elements in every mix of types', (size) => {
  for (const typeA of TYPES)
    for (const typeB of TYPES)
      for (const typeOut of TYPES) {
        const a = store(addon, randomValues(size, 1), typeA);
        const b = store(addon, randomValues(size, 2), typeB);
        const out = blank(addon, size, typeOut);
        const other = addon.read(b);
        const expected = Float64Array.from(addon.read(a), (v, i) => v + (other[i] ?? Number.NaN));
        addon.add(a, b, out);
        expect(relativeError(addon.read(out), expected)).toBeLessThan(TOLERANCE[typeOut]);
        addon.add(a, b, b);
        expect(relativeError(addon.read(b), expected)).toBeLessThan(TOLERANCE[typeB]);
        [a, b, out].forEach((id) => addon.release(id));
      }
});

test.each(SIZES)('scale and fill of %i elements', (size) => {
  for (const type of TYPES) {
    const x = store(addon, randomValues(size), type);
    const expected = Float64Array.from(addon.read(x), (v) => v * -0.75);
    addon.scale(x, -0.75);
    expect(relativeError(addon.read(x), expected)).toBeLessThan(TOLERANCE[type]);
    addon.fill(x, 1.5);
    expect(identical(addon.read(x), new Float32Array(size).fill(1.5))).toBe(true);
    addon.release(x);
  }
});

test.each([1, 2, 3, 8, 16, 24, 32, 65, 256])('sumRows over %i channels', (channels) => {
  for (const type of TYPES) {
    for (const rows of [0, 1, 5, 1001]) {
      const x = store(
        addon,
        randomValues(rows * channels).map((v) => v + 0.5),
        type,
      );
      const out = blank(addon, channels, 'float32');
      addon.sumRows(x, channels, out);
      const expected = new Float64Array(channels);
      addon.read(x).forEach((v, i) => {
        expected[i % channels] = (expected[i % channels] ?? 0) + v;
      });
      expect(worstError(addon.read(out), expected)).toBeLessThan(3e-7);
      [x, out].forEach((id) => addon.release(id));
    }
  }
});

test('sumRows adds in double: a million small values beside a large one', () => {
  const values = new Float32Array(1 << 20).fill(1e-3);
  values[77] = 1e4;
  const x = store(addon, values, 'float32');
  const out = blank(addon, 1, 'float32');
  addon.sumRows(x, 1, out);
  expect(addon.read(out)[0]).toBeCloseTo(1e4 + ((1 << 20) - 1) * Math.fround(1e-3), 1);
  [x, out].forEach((id) => addon.release(id));
});

test.each(['element', 'channel'] as const)('%s dropout draws what src/core draws', (mode) => {
  for (const type of TYPES) {
    for (const [samples, rows, channels] of [
      [2, 37, 3],
      [1, 5000, 16],
      [3, 1, 256],
      [2, 40_000, 2],
    ] as const) {
      for (const [rate, seed] of [
        [0.5, 1],
        [0.3, 4_000_000_000],
        [0, 7],
        [0.999, 12_345],
      ] as const) {
        const x = store(addon, randomValues(samples * rows * channels), type);
        const y = blank(addon, samples * rows * channels, type);
        addon.dropout(x, y, mode, samples, rows, channels, rate, seed);
        const draws = dropoutFactors(mode === 'element' ? samples * rows * channels : samples * channels, { mode, rate, seed });
        const place = (i: number) => (mode === 'element' ? i : Math.floor(i / (rows * channels)) * channels + (i % channels));
        const expected = Float64Array.from(addon.read(x), (v, i) => v * (draws[place(i)] ?? Number.NaN));
        expect(relativeError(addon.read(y), expected)).toBeLessThan(TOLERANCE[type]);
        addon.dropout(x, x, mode, samples, rows, channels, rate, seed); // in place
        expect(identical(addon.read(x), addon.read(y))).toBe(true);
        [x, y].forEach((id) => addon.release(id));
      }
    }
  }
});

test('dropout leaves 0, not NaN, where it drops an infinity', () => {
  const values = new Float32Array(64).fill(Number.POSITIVE_INFINITY);
  for (const mode of ['element', 'channel'] as const) {
    const x = store(addon, values, 'float32');
    addon.dropout(x, x, mode, 1, 1, 64, 0.5, 3);
    const found = addon.read(x);
    expect(found.every((v) => v === 0 || v === Number.POSITIVE_INFINITY)).toBe(true);
    expect(found.includes(0)).toBe(true);
    addon.release(x);
  }
});

/** Softmax of every row in float64. */
function softmax(logits: Float32Array, classes: number): Float64Array {
  const result = new Float64Array(logits.length);
  for (let row = 0; row < logits.length; row += classes) {
    const values = Array.from(logits.subarray(row, row + classes));
    const largest = Math.max(...values);
    const sum = values.reduce((total, v) => total + Math.exp(v - largest), 0);
    values.forEach((v, k) => {
      result[row + k] = Math.exp(v - largest) / sum;
    });
  }
  return result;
}

test.each([1, 2, 3, 4, 5, 17, 100])('softmax over %i classes', (classes) => {
  for (const rows of [1, 7, 16, 1003]) {
    const logits = randomValues(rows * classes).map((v) => v * 12);
    const x = store(addon, logits, 'float32');
    const p = blank(addon, logits.length, 'float32');
    addon.softmax(x, p, rows, classes);
    const expected = softmax(logits, classes);
    const found = addon.read(p);
    // Relative to each value: the logits' float32 rounding, times their distance from the largest (24), and the exponential's.
    const errors = found.map((v, i) => Math.abs(v / (expected[i] ?? Number.NaN) - 1));
    expect(errors.reduce((a, b) => Math.max(a, b))).toBeLessThan(3e-6);
    addon.softmax(x, x, rows, classes);
    expect(identical(addon.read(x), found)).toBe(true);
    [x, p].forEach((id) => addon.release(id));
  }
});

test('softmax of far apart, huge and NaN logits', () => {
  const x = store(addon, Float32Array.of(1000, -1000, -1e30, 1e30, 5, 5, Number.NaN, 1, 1, Number.NaN, -Infinity, 0), 'float32');
  addon.softmax(x, x, 6, 2);
  expect(Array.from(addon.read(x))).toEqual([1, 0, 0, 1, 0.5, 0.5, NaN, NaN, NaN, NaN, 0, 1]);
  addon.release(x);
});

test("sgd is PyTorch's, any size", () => {
  const real = fc.float({ min: -2, max: 2, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(real, real, real), { maxLength: 50 }), (values) => {
      const [w, g, m] = [0, 1, 2].map((i) => Float32Array.from(values, (v) => v[i] ?? 0)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const ids = [w, g, m].map((v) => store(addon, v, 'float32')) as [number, number, number];
      addon.sgd(ids[0], ids[1], ids[2], 0.05, 0.9, 1e-4);
      const momentum = Float64Array.from(values, ([weight, gradient, buffer]) => 0.9 * buffer + gradient + 1e-4 * weight);
      const weights = Float64Array.from(values, ([weight], i) => weight - 0.05 * (momentum[i] ?? 0));
      expect(Math.max(0, ...addon.read(ids[2]).map((v, i) => Math.abs(v - (momentum[i] ?? 0))))).toBeLessThan(1e-6);
      expect(Math.max(0, ...addon.read(ids[0]).map((v, i) => Math.abs(v - (weights[i] ?? 0))))).toBeLessThan(1e-6);
      expect(addon.read(ids[1])).toEqual(g);
      ids.forEach((id) => addon.release(id));
    }),
  );
});
