import { expect, test } from 'vitest';
import { NO_STORAGE } from '../../src/tensor/native/addon';
import { loadAddon, messageOf, store } from './load';

const addon = loadAddon();
/** Calls with arguments the types forbid, as plain JavaScript could. */
const untyped = addon as unknown as Record<string, (...args: unknown[]) => unknown>;
const floats = (count: number) => store(addon, new Float32Array(count), 'float32');
const halves = (count: number) => store(addon, new Float32Array(count), 'bfloat16');

test('a stale id names the function, the argument and the id', () => {
  const id = floats(4);
  addon.release(id);
  expect(messageOf(() => addon.read(id))).toBe(`read: argument 1 (storage): storage id ${id} is stale: it has been released`);
  expect(messageOf(() => addon.release(id))).toContain(`storage id ${id} is stale`);
  expect(messageOf(() => addon.add(floats(4), id, floats(4)))).toMatch(/^add: argument 2 \(b\)/);
});

test('a slot taken by a new storage does not revive the old id', () => {
  const old = floats(4);
  addon.release(old);
  const fresh = floats(4);
  expect(fresh).not.toBe(old);
  expect(messageOf(() => addon.fill(old, 1))).toContain('stale');
  expect(Array.from(addon.read(fresh))).toEqual([0, 0, 0, 0]);
  addon.release(fresh);
});

test.each([0, 1, -1, -2, 0.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY])('%d is not a storage id', (id) => {
  expect(messageOf(() => addon.read(id))).toContain('is not a storage id');
});

test.each([
  ['allocate', [-1, 'float32'], 'expected 0 or more, got -1'],
  ['allocate', [1.5, 'float32'], 'expected a whole number, got 1.5'],
  ['allocate', [Number.NaN, 'float32'], 'expected a whole number'],
  ['allocate', ['1', 'float32'], 'expected a number, got a string'],
  ['allocate', [1, 'float64'], 'expected float32 or bfloat16, got float64'],
  ['allocate', [1], 'is missing: the call has 1 arguments'],
  ['read', [], 'is missing'],
  ['read', [null], 'expected a number, got null'],
  ['setThreads', [0], 'expected 1 to 1024, got 0'],
  ['setThreads', [1.5], 'expected a whole number'],
  ['setMemoryLimit', [-1], 'expected 0 or more bytes'],
  ['setMemoryLimit', [Number.NaN], 'expected 0 or more bytes'],
])('%s(%j) is an Error', (name, args, expected) => {
  const message = messageOf(() => untyped[name]?.(...args));
  expect(message).toMatch(new RegExp(`^${name}: argument \\d`));
  expect(message).toContain(expected);
});

test('write wants a Float32Array of the right length', () => {
  const id = floats(4);
  expect(messageOf(() => addon.write(id, new Float32Array(5)))).toContain('has 5 values for a storage of 4 elements');
  expect(messageOf(() => untyped['write']?.(id, new Float64Array(4)))).toContain(
    'expected a Float32Array, got a typed array of another kind',
  );
  expect(messageOf(() => untyped['write']?.(id, [1, 2, 3, 4]))).toContain('got an array');
  addon.release(id);
});

const four = floats(4);
const five = floats(5);
const two = floats(2);
const saved = floats(8);
const half = halves(4);
const wrong: [string, () => unknown, string][] = [
  ['convert', () => addon.convert(four, five), 'to has 5 elements, expected 4'],
  ['add', () => addon.add(four, five, four), 'b has 5 elements, expected 4'],
  ['add', () => addon.add(four, four, five), 'out has 5 elements, expected 4'],
  ['sumRows', () => addon.sumRows(five, 2, two), 'has 5 elements, not a multiple of 2 channels'],
  ['sumRows', () => addon.sumRows(four, 2, five), 'out has 5 elements, expected 2'],
  ['sumRows', () => addon.sumRows(four, 0, two), 'expected 1 or more, got 0'],
  ['sumRows', () => addon.sumRows(four, 4, half), 'expected a float32 storage, got bfloat16'],
  [
    'normForward',
    () => addon.normForward(four, NO_STORAGE, five, 1, 2, 2, two, two, 1e-5, true, saved),
    'y has 5 elements, expected 4',
  ],
  [
    'normForward',
    () => addon.normForward(four, NO_STORAGE, half, 1, 2, 2, two, two, 1e-5, true, saved),
    'y is bfloat16 but z is float32',
  ],
  [
    'normForward',
    () => addon.normForward(four, half, four, 1, 2, 2, two, two, 1e-5, true, saved),
    'skip is bfloat16 but z is float32',
  ],
  [
    'normForward',
    () => addon.normForward(four, NO_STORAGE, four, 1, 2, 2, five, two, 1e-5, true, saved),
    'gamma has 5 elements, expected 2',
  ],
  [
    'normForward',
    () => addon.normForward(four, NO_STORAGE, four, 1, 2, 2, two, two, 1e-5, true, five),
    'saved has 5 elements, expected 8',
  ],
  ['normForward', () => addon.normForward(four, NO_STORAGE, four, 2 ** 40, 2 ** 40, 2, two, two, 1e-5, true, saved), 'too large'],
  [
    'normForward',
    () => addon.normForward(four, NO_STORAGE, four, 1, 2, 2, two, two, -1, true, saved),
    'argument 9 (epsilon): expected 0 or more',
  ],
  [
    'normBackward',
    () => addon.normBackward(four, half, four, 1, 2, 2, 1e-5, true, saved, NO_STORAGE, NO_STORAGE),
    'dy is bfloat16 but z is float32',
  ],
  [
    'affineRelu',
    () => addon.affineRelu(five, NO_STORAGE, five, 2, two, two, true),
    'has 5 elements, not a multiple of 2 channels',
  ],
  ['affineRelu', () => addon.affineRelu(four, NO_STORAGE, four, 2, half, two, true), 'expected a float32 storage, got bfloat16'],
  ['maxPool2', () => addon.maxPool2(four, four, 1, 1, 2, 2, 1), 'y has 4 elements, expected 0'],
  ['maxPool2Backward', () => addon.maxPool2Backward(saved, floats(1), saved, 1, 2, 2, 2, 1), 'argument 3 (dx): must not be x'],
  ['upsample2', () => addon.upsample2(four, saved, 1, 1, 2, 2, 1), 'y has 8 elements, expected 32'],
  ['upsample2Backward', () => addon.upsample2Backward(saved, two, 1, 1, 1, 1, 1), 'dx has 2 elements, expected 1'],
  [
    'dropout',
    () => addon.dropout(four, four, 'element', 1, 2, 2, 1, 0),
    'argument 7 (rate): expected a number from 0 to below 1, got 1',
  ],
  ['dropout', () => addon.dropout(four, half, 'element', 1, 2, 2, 0.5, 0), 'y is bfloat16 but x is float32'],
  ['dropout', () => untyped['dropout']?.(four, four, 'voxel', 1, 2, 2, 0.5, 0), 'expected element or channel, got voxel'],
  ['softmax', () => addon.softmax(half, four, 2, 2), 'expected a float32 storage, got bfloat16'],
  ['softmax', () => addon.softmax(four, four, 2, 3), 'logits has 4 elements, expected 6'],
  ['supervisedLoss', () => addon.supervisedLoss(four, new Int32Array(3), 1, 2, 2, 1, 1, NO_STORAGE), 'has 3 labels for 2 voxels'],
  ['supervisedLoss', () => addon.supervisedLoss(four, Int32Array.of(0, 2), 1, 2, 2, 1, 1, NO_STORAGE), 'label 2 is not in 0..1'],
  [
    'supervisedLoss',
    () => addon.supervisedLoss(four, Int32Array.of(-1, 1), 1, 2, 2, 1, 1, NO_STORAGE),
    'label -1 is not in 0..1',
  ],
  ['supervisedLoss', () => addon.supervisedLoss(four, new Int32Array(2), 1, 2, 2, 1, 1, four), 'must be a storage of its own'],
  [
    'unifiedSegmentationLoss',
    () => addon.unifiedSegmentationLoss(four, five, 2, 2, 0.65, 0.1, true, false, NO_STORAGE),
    'peerLogits has 5 elements, expected 4',
  ],
  ['consistencyLoss', () => untyped['consistencyLoss']?.('kl', four, four, 2, 2, NO_STORAGE), 'expected nll or mse, got kl'],
  ['sgd', () => addon.sgd(four, five, four, 0.1, 0.9, 0), 'gradient has 5 elements, expected 4'],
  ['sgd', () => addon.sgd(half, four, four, 0.1, 0.9, 0), 'expected a float32 storage, got bfloat16'],
];

test.each(wrong)('%s refuses what does not fit', (name, run, expected) => {
  const message = messageOf(run);
  expect(message.startsWith(`${name}: `)).toBe(true);
  expect(message).toContain(expected);
});

test('after all these errors the addon still works', () => {
  const id = store(addon, Float32Array.of(1, 2, 3), 'float32');
  addon.add(id, id, id);
  expect(Array.from(addon.read(id))).toEqual([2, 4, 6]);
  addon.release(id);
});

test('storages without elements are legal everywhere', () => {
  const none = floats(0);
  const [scale, shift, out, perGroup] = [floats(3), floats(3), floats(3), floats(4 * 3)];
  addon.normForward(none, NO_STORAGE, none, 1, 0, 3, NO_STORAGE, NO_STORAGE, 1e-5, true, perGroup);
  addon.normBackward(none, none, none, 1, 0, 3, 1e-5, true, perGroup, scale, shift);
  addon.affineRelu(none, none, none, 3, scale, shift, true);
  addon.sumRows(none, 3, out);
  expect(Array.from(addon.read(out))).toEqual([0, 0, 0]);
  addon.maxPool2(none, none, 0, 4, 4, 4, 3);
  addon.maxPool2Backward(none, none, floats(0), 0, 4, 4, 4, 3);
  addon.upsample2(none, none, 1, 0, 4, 4, 3);
  addon.upsample2Backward(none, none, 1, 4, 4, 0, 3);
  addon.dropout(none, none, 'element', 0, 4, 3, 0.5, 1);
  addon.dropout(none, none, 'channel', 2, 0, 3, 0.5, 1);
  addon.add(none, none, none);
  addon.scale(none, 2);
  addon.softmax(none, none, 0, 3);
  addon.sgd(none, none, none, 0.1, 0.9, 0);
  expect(Array.from(addon.supervisedLoss(none, new Int32Array(0), 2, 0, 3, 1, 1, NO_STORAGE))).toEqual([0, 0]);
  expect(Array.from(addon.unifiedSegmentationLoss(none, none, 0, 3, 0.65, 0.1, true, false, NO_STORAGE))).toEqual([
    0, 0, 0, 0, 0, 0,
  ]);
  expect(Array.from(addon.consistencyLoss('nll', none, none, 0, 3, NO_STORAGE))).toEqual([0]);
  expect(Array.from(addon.consistencyLoss('mse', none, none, 0, 3, NO_STORAGE))).toEqual([0]);
  expect(addon.read(none).length).toBe(0);
});
