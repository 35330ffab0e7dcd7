import { expect, test } from 'vitest';
import type { StorageType } from '../../src/tensor/native/addon';
import { NO_STORAGE } from '../../src/tensor/native/addon';
import { blank, identical, loadAddon, randomValues, relativeError, store, worstError } from './load';
import type { NormCase } from './normReference';
import { moments, normBackward, normForward } from './normReference';

const addon = loadAddon();
const CHANNELS = [1, 2, 3, 8, 16, 24, 32, 256];
const TYPES = ['float32', 'bfloat16'] as const;
/** float32: a few roundings; bfloat16: one rounding of the result (2^-9), whose inputs are the rounded ones. */
const TOLERANCE: Record<StorageType, number> = { float32: 2e-6, bfloat16: 3e-3 };

const shapes: NormCase[] = CHANNELS.flatMap((channels) => [
  { groups: 1, rows: 5 * 7 * 3, channels, epsilon: 1e-5, relu: true },
  { groups: 3, rows: 97, channels, epsilon: 1e-3, relu: true },
  { groups: 2, rows: 1, channels, epsilon: 1e-5, relu: false },
]);
// Large enough for several chunks and threads, with a tail.
shapes.push({ groups: 1, rows: 40_003, channels: 16, epsilon: 1e-5, relu: true });
shapes.push({ groups: 2, rows: 30_001, channels: 3, epsilon: 1e-5, relu: false });
shapes.push({ groups: 1, rows: 257, channels: 65, epsilon: 1e-5, relu: true });

/** One row a group has variance 0: scale is 1 / sqrt(epsilon) and multiplies float32's rounding of the mean. */
const toleranceOf = (shape: NormCase, type: StorageType): number => (shape.rows === 1 ? 1e-3 : 0) + TOLERANCE[type];

/** Values with another mean and spread in every channel, as convolutions give them. */
function input(shape: NormCase, seed: number): Float32Array {
  return randomValues(shape.groups * shape.rows * shape.channels, seed).map((v, i) => {
    const c = i % shape.channels;
    return v * (1 + (c % 5)) + ((c % 7) - 3) * 2;
  });
}

function setUp(shape: NormCase, type: StorageType) {
  const z = store(addon, input(shape, 1), type);
  const skip = store(addon, randomValues(shape.groups * shape.rows * shape.channels, 2), type);
  const gamma = store(
    addon,
    randomValues(shape.channels, 3).map((v) => v + 1.5),
    'float32',
  );
  const beta = store(addon, randomValues(shape.channels, 4), 'float32');
  const saved = blank(addon, 4 * shape.groups * shape.channels, 'float32');
  const y = blank(addon, shape.groups * shape.rows * shape.channels, type);
  const done = () => [z, skip, gamma, beta, saved, y].forEach((id) => addon.release(id));
  return { z, skip, gamma, beta, saved, y, done };
}

const named = shapes.flatMap((shape) =>
  TYPES.map((type): [string, NormCase, StorageType] => [
    `${shape.groups} x ${shape.rows} x ${shape.channels}${shape.relu ? ' relu' : ''} ${type}`,
    shape,
    type,
  ]),
);

test.each(named)('normForward %s', (_, shape, type) => {
  const { z, skip, gamma, beta, saved, y, done } = setUp(shape, type);
  addon.normForward(z, skip, y, shape.groups, shape.rows, shape.channels, gamma, beta, shape.epsilon, shape.relu, saved);
  const values = addon.read(z);
  const expected = normForward(shape, values, addon.read(gamma), addon.read(beta), addon.read(skip));
  expect(relativeError(addon.read(y), expected)).toBeLessThan(toleranceOf(shape, type));

  const { mean, variance } = moments(shape, values);
  const perArray = shape.groups * shape.channels;
  const found = addon.read(saved);
  expect(worstError(found.subarray(0, perArray), mean)).toBeLessThan(3e-7);
  expect(worstError(found.subarray(perArray, 2 * perArray), variance)).toBeLessThan(1e-6);
  const [gammas, betas] = [addon.read(gamma), addon.read(beta)];
  const scale = Float64Array.from(variance, (v, i) => (gammas[i % shape.channels] ?? 0) / Math.sqrt(v + shape.epsilon));
  expect(worstError(found.subarray(2 * perArray, 3 * perArray), scale)).toBeLessThan(1e-6);
  const shift = scale.map((v, i) => (betas[i % shape.channels] ?? 0) - v * (mean[i] ?? 0));
  expect(worstError(found.subarray(3 * perArray), shift)).toBeLessThan(1e-6);
  done();
});

test.each(named)('normBackward %s', (_, shape, type) => {
  const { z, skip: dy, gamma, beta, saved, y: dz, done } = setUp(shape, type);
  const scratch = blank(addon, shape.groups * shape.rows * shape.channels, type);
  const [dGamma, dBeta] = [blank(addon, shape.channels, 'float32'), blank(addon, shape.channels, 'float32')];
  const { groups, rows, channels, epsilon, relu } = shape;
  addon.normForward(z, NO_STORAGE, scratch, groups, rows, channels, gamma, beta, epsilon, relu, saved);
  addon.normBackward(z, dy, dz, groups, rows, channels, epsilon, relu, saved, dGamma, dBeta);
  const expected = normBackward(shape, addon.read(z), addon.read(dy), addon.read(gamma), addon.read(beta));
  if (rows > 1) expect(relativeError(addon.read(dz), expected.dz)).toBeLessThan(TOLERANCE[type]);
  else expect(addon.read(dz).every((v) => Math.abs(v) < 1e-3)).toBe(true); // exactly 0 but for rounding times 1 / sqrt(epsilon)
  expect(worstError(addon.read(dBeta), expected.dBeta)).toBeLessThan(2e-6);
  if (rows > 1) expect(worstError(addon.read(dGamma), expected.dGamma)).toBeLessThan(4e-6);
  [scratch, dGamma, dBeta].forEach((id) => addon.release(id));
  done();
});

test.each(TYPES)('in place, without gamma, beta and skip (%s)', (type) => {
  const shape: NormCase = { groups: 1, rows: 1001, channels: 24, epsilon: 1e-5, relu: true };
  const { z, skip: dy, saved, y, done } = setUp(shape, type);
  const ones = new Float32Array(24).fill(1);
  const expected = normForward(shape, addon.read(z), ones, new Float32Array(24));
  const gradient = normBackward(shape, addon.read(z), addon.read(dy), ones, new Float32Array(24));
  addon.normForward(z, NO_STORAGE, y, 1, 1001, 24, NO_STORAGE, NO_STORAGE, 1e-5, true, saved);
  addon.normBackward(z, dy, dy, 1, 1001, 24, 1e-5, true, saved, NO_STORAGE, NO_STORAGE);
  expect(relativeError(addon.read(dy), gradient.dz)).toBeLessThan(TOLERANCE[type]);
  addon.normForward(z, NO_STORAGE, z, 1, 1001, 24, NO_STORAGE, NO_STORAGE, 1e-5, true, saved);
  expect(relativeError(addon.read(z), expected)).toBeLessThan(TOLERANCE[type]);
  expect(identical(addon.read(z), addon.read(y))).toBe(true);
  done();
});

test('a mean a thousand times the spread costs the variance no more than its input has', () => {
  const shape: NormCase = { groups: 1, rows: 50_000, channels: 16, epsilon: 0, relu: false };
  const values = randomValues(shape.rows * 16, 9).map((v) => v + 1000);
  // The first rows are far from the rest, as a border of padding is.
  values.fill(-1000, 0, 16 * 200);
  const z = store(addon, values, 'float32');
  const saved = blank(addon, 64, 'float32');
  addon.normForward(z, NO_STORAGE, z, 1, shape.rows, 16, NO_STORAGE, NO_STORAGE, 0, false, saved);
  const expected = moments(shape, values);
  expect(worstError(addon.read(saved).subarray(0, 16), expected.mean)).toBeLessThan(1e-7);
  expect(worstError(addon.read(saved).subarray(16, 32), expected.variance)).toBeLessThan(1e-6);
  const flat = store(
    addon,
    values.map((v) => (v === -1000 ? 1000 : v)),
    'float32',
  );
  addon.normForward(flat, NO_STORAGE, flat, 1, shape.rows, 16, NO_STORAGE, NO_STORAGE, 0, false, saved);
  const tight = moments(
    shape,
    values.map((v) => (v === -1000 ? 1000 : v)),
  );
  expect(worstError(addon.read(saved).subarray(16, 32), tight.variance)).toBeLessThan(1e-6);
  [z, saved, flat].forEach((id) => addon.release(id));
});

test.each(CHANNELS)('affineRelu with %i channels', (channels) => {
  for (const type of TYPES) {
    const values = randomValues(131 * channels, 5);
    const z = store(addon, values, type);
    const skip = store(addon, randomValues(131 * channels, 6), type);
    const scale = store(addon, randomValues(channels, 7), 'float32');
    const shift = store(addon, randomValues(channels, 8), 'float32');
    const [scales, shifts] = [addon.read(scale), addon.read(shift)];
    for (const relu of [true, false]) {
      for (const added of [skip, NO_STORAGE]) {
        const y = blank(addon, values.length, type);
        addon.affineRelu(z, added, y, channels, scale, shift, relu);
        const adding = addon.read(skip);
        const expected = Float64Array.from(addon.read(z), (v, i) => {
          const affine = (scales[i % channels] ?? 0) * v + (shifts[i % channels] ?? 0);
          return (relu ? Math.max(affine, 0) : affine) + (added === skip ? (adding[i] ?? 0) : 0);
        });
        expect(relativeError(addon.read(y), expected)).toBeLessThan(TOLERANCE[type]);
        addon.release(y);
      }
    }
    [z, skip, scale, shift].forEach((id) => addon.release(id));
  }
});

test('a NaN stays visible through ReLU', () => {
  const z = store(addon, Float32Array.of(1, Number.NaN, -1), 'float32');
  const [scale, shift] = [store(addon, Float32Array.of(1), 'float32'), store(addon, Float32Array.of(0), 'float32')];
  addon.affineRelu(z, NO_STORAGE, z, 1, scale, shift, true);
  expect(Array.from(addon.read(z))).toEqual([1, Number.NaN, 0]);
  [z, scale, shift].forEach((id) => addon.release(id));
});

test('results do not depend on the number of threads, nor on the run', () => {
  const shape: NormCase = { groups: 2, rows: 20_001, channels: 16, epsilon: 1e-5, relu: true };
  const threads = addon.machine().threads;
  const outcomes = [1, 2, 3, 2].map((count) => {
    addon.setThreads(count);
    const { z, skip: dy, gamma, beta, saved, y, done } = setUp(shape, 'float32');
    const [dGamma, dBeta] = [blank(addon, 16, 'float32'), blank(addon, 16, 'float32')];
    addon.normForward(z, NO_STORAGE, y, 2, shape.rows, 16, gamma, beta, 1e-5, true, saved);
    addon.normBackward(z, dy, dy, 2, shape.rows, 16, 1e-5, true, saved, dGamma, dBeta);
    const outcome = [y, saved, dy, dGamma, dBeta].map((id) => addon.read(id));
    [dGamma, dBeta].forEach((id) => addon.release(id));
    done();
    return outcome;
  });
  addon.setThreads(threads);
  for (const outcome of outcomes)
    outcome.forEach((values, i) => {
      expect(identical(values, outcomes[0]?.[i] ?? new Float32Array())).toBe(true);
    });
});
