import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StorageType } from '../../src/tensor/native/addon';
import { blank, identical, loadAddon, randomValues, relativeError, store, worstError } from './load';

const addon = loadAddon();
const TYPES = ['float32', 'bfloat16'] as const;
const TOLERANCE: Record<StorageType, number> = { float32: 1e-6, bfloat16: 3e-3 };
type Shape = [batch: number, depth: number, height: number, width: number, channels: number];

const shapes: Shape[] = [1, 2, 3, 8, 16, 24, 32, 256].map((channels): Shape => [1, 4, 2, 6, channels]);
shapes.push([2, 5, 7, 3, 3], [1, 2, 2, 2, 5], [1, 1, 4, 4, 8], [2, 3, 1, 5, 16], [1, 12, 14, 10, 16], [1, 1, 1, 1, 4]);
const cases = shapes.flatMap((shape) => TYPES.map((type): [Shape, StorageType] => [shape, type]));

const count = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);
const scaled = ([n, d, h, w, c]: Shape, f: (size: number) => number): Shape => [n, f(d), f(h), f(w), c];
const halved = (shape: Shape): Shape => scaled(shape, (size) => Math.floor(size / 2));
const doubled = (shape: Shape): Shape => scaled(shape, (size) => size * 2);
const index = ([, D, H, W, C]: Shape, n: number, d: number, h: number, w: number, c: number): number =>
  (((n * D + d) * H + h) * W + w) * C + c;

/** Visits every [batch, depth, height, width, channel] of a volume. */
function each([N, D, H, W, C]: Shape, visit: (n: number, d: number, h: number, w: number, c: number) => void): void {
  for (let n = 0; n < N; n++)
    for (let d = 0; d < D; d++)
      for (let h = 0; h < H; h++) for (let w = 0; w < W; w++) for (let c = 0; c < C; c++) visit(n, d, h, w, c);
}

/** Index of the first maximum under every pooled value. */
function winners(shape: Shape, x: Float32Array): Int32Array {
  const small = halved(shape);
  const result = new Int32Array(count(small));
  each(small, (n, d, h, w, c) => {
    const window = Array.from({ length: 8 }, (_, i) =>
      index(shape, n, 2 * d + (i >> 2), 2 * h + ((i >> 1) & 1), 2 * w + (i & 1), c),
    );
    const largest = Math.max(...window.map((i) => x[i] ?? Number.NaN));
    result[index(small, n, d, h, w, c)] = window.find((i) => x[i] === largest) ?? -1;
  });
  return result;
}

/** What output o of a doubled axis takes from which inputs. */
function taps(o: number, size: number): [number, number][] {
  const near = Math.floor(o / 2);
  const far = Math.min(Math.max(near + (o % 2 === 0 ? -1 : 1), 0), size - 1);
  return [
    [near, 0.75],
    [far, 0.25],
  ];
}

/** Visits every (input, output, weight) of trilinear upsampling. */
function eachTap(shape: Shape, visit: (input: number, output: number, weight: number) => void): void {
  const large = doubled(shape);
  each(large, (n, d, h, w, c) => {
    for (const [di, dw] of taps(d, shape[1]))
      for (const [hi, hw] of taps(h, shape[2]))
        for (const [wi, ww] of taps(w, shape[3]))
          visit(index(shape, n, di, hi, wi, c), index(large, n, d, h, w, c), dw * hw * ww);
  });
}

test.each(cases)('maxPool2 of %j in %s', (shape, type) => {
  const x = store(addon, randomValues(count(shape)), type);
  const y = blank(addon, count(halved(shape)), type);
  addon.maxPool2(x, y, ...shape);
  const values = addon.read(x);
  expect(
    identical(
      addon.read(y),
      Float32Array.from(winners(shape, values), (i) => values[i] ?? Number.NaN),
    ),
  ).toBe(true);
  [x, y].forEach((id) => addon.release(id));
});

test.each(cases)('maxPool2Backward of %j in %s gives the gradient to the first maximum', (shape, type) => {
  // Few different values: many windows have ties.
  const x = store(
    addon,
    randomValues(count(shape)).map((v) => Math.round(v * 2)),
    type,
  );
  const dy = store(addon, randomValues(count(halved(shape)), 2), type);
  const dx = blank(addon, count(shape), type);
  addon.maxPool2Backward(x, dy, dx, ...shape);
  const expected = new Float32Array(count(shape));
  const gradient = addon.read(dy);
  winners(shape, addon.read(x)).forEach((at, i) => {
    expected[at] = gradient[i] ?? Number.NaN;
  });
  expect(worstError(addon.read(dx), expected)).toBe(0);
  [x, dy, dx].forEach((id) => addon.release(id));
});

test.each(cases)('upsample2 of %j in %s', (shape, type) => {
  const x = store(addon, randomValues(count(shape)), type);
  const y = blank(addon, count(doubled(shape)), type);
  addon.upsample2(x, y, ...shape);
  const values = addon.read(x);
  const expected = new Float64Array(count(doubled(shape)));
  eachTap(shape, (input, output, weight) => {
    expected[output] = (expected[output] ?? 0) + weight * (values[input] ?? Number.NaN);
  });
  expect(relativeError(addon.read(y), expected)).toBeLessThan(TOLERANCE[type]);
  [x, y].forEach((id) => addon.release(id));
});

test.each(cases)('upsample2Backward of %j in %s is the transpose', (shape, type) => {
  const dy = store(addon, randomValues(count(doubled(shape))), type);
  const dx = blank(addon, count(shape), type);
  addon.upsample2Backward(dy, dx, ...shape);
  const gradient = addon.read(dy);
  const expected = new Float64Array(count(shape));
  eachTap(shape, (input, output, weight) => {
    expected[input] = (expected[input] ?? 0) + weight * (gradient[output] ?? Number.NaN);
  });
  expect(relativeError(addon.read(dx), expected)).toBeLessThan(TOLERANCE[type]);
  [dy, dx].forEach((id) => addon.release(id));
});

test('upsampling keeps a constant volume constant, whatever its shape', () => {
  const size = fc.integer({ min: 1, max: 6 });
  fc.assert(
    fc.property(size, size, size, fc.integer({ min: 1, max: 20 }), (depth, height, width, channels) => {
      const shape: Shape = [1, depth, height, width, channels];
      const x = addon.allocate(count(shape), 'float32');
      addon.fill(x, 2.5);
      const y = blank(addon, count(doubled(shape)), 'float32');
      addon.upsample2(x, y, ...shape);
      expect(addon.read(y).every((v) => v === 2.5)).toBe(true);
      [x, y].forEach((id) => addon.release(id));
    }),
    { numRuns: 50 },
  );
});

test('results do not depend on the number of threads', () => {
  const shape: Shape = [2, 10, 24, 16, 16];
  const threads = addon.machine().threads;
  const outcomes = [1, 2, 3].map((team) => {
    addon.setThreads(team);
    const x = store(addon, randomValues(count(shape)), 'float32');
    const y = blank(addon, count(doubled(shape)), 'float32');
    const back = blank(addon, count(shape), 'float32');
    addon.upsample2(x, y, ...shape);
    addon.upsample2Backward(y, back, ...shape);
    const outcome = [addon.read(y), addon.read(back)];
    [x, y, back].forEach((id) => addon.release(id));
    return outcome;
  });
  addon.setThreads(threads);
  for (const outcome of outcomes)
    outcome.forEach((values, i) => {
      expect(identical(values, outcomes[0]?.[i] ?? new Float32Array())).toBe(true);
    });
});
