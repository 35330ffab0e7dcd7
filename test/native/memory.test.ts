import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { addonFile, blank, identical, loadAddon, messageOf, randomValues, store } from './load';

const addon = loadAddon();

afterEach(() => addon.setMemoryLimit(Number.POSITIVE_INFINITY));

/** Round to nearest even to the upper half of a float32, in plain integer arithmetic. */
function toBFloat16(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  if (Number.isNaN(value)) return Number.NaN;
  const upper = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
  view.setUint32(0, (upper << 16) >>> 0);
  return view.getFloat32(0);
}

test.each([0, 1, 3, 8, 17, 64, 1000, 65536 + 5])('float32 round trip of %i elements', (count) => {
  const values = randomValues(count);
  const id = store(addon, values, 'float32');
  expect(addon.describe(id)).toEqual({ elements: count, type: 'float32' });
  expect(identical(addon.read(id), values)).toBe(true);
  addon.release(id);
});

test('bfloat16 rounds to the nearest, ties to even, and keeps infinities and NaN', () => {
  // As a long array, so that whole vectors and the tail both round.
  const special = [
    1 + 1 / 256,
    1 + 3 / 256,
    1 + 1 / 256 + 2 ** -20,
    3.4028234e38,
    -3.4028234e38,
    0,
    -0,
    Infinity,
    -Infinity,
    NaN,
    1e-20,
  ];
  const values = Float32Array.from({ length: special.length * 7 }, (_, i) => special[i % special.length] ?? 0);
  const id = store(addon, values, 'bfloat16');
  expect(Array.from(addon.read(id))).toEqual(Array.from(values, toBFloat16));
  addon.release(id);
});

test('bfloat16 rounds every normal float as the reference does', () => {
  const normal = fc.float({ noNaN: true, noDefaultInfinity: true }).filter((v) => v === 0 || Math.abs(v) > 1.2e-38);
  fc.assert(
    fc.property(fc.array(normal, { minLength: 1, maxLength: 40 }), (values) => {
      const id = store(addon, Float32Array.from(values), 'bfloat16');
      const found = Array.from(addon.read(id));
      addon.release(id);
      expect(found).toEqual(values.map(toBFloat16));
    }),
  );
});

test('NaN bits with an empty upper half stay NaN', () => {
  const values = new Float32Array(new Uint32Array(20).fill(0x7f800001).buffer);
  const id = store(addon, values, 'bfloat16');
  expect(Array.from(addon.read(id)).every(Number.isNaN)).toBe(true);
  addon.release(id);
});

test('convert copies between all pairs of types', () => {
  const values = randomValues(1003);
  for (const from of ['float32', 'bfloat16'] as const) {
    for (const to of ['float32', 'bfloat16'] as const) {
      const a = store(addon, values, from);
      const b = blank(addon, values.length, to);
      addon.convert(a, b);
      const rounded = from === 'bfloat16' || to === 'bfloat16';
      expect(Array.from(addon.read(b))).toEqual(Array.from(values, rounded ? toBFloat16 : (v) => v));
      addon.release(a);
      addon.release(b);
    }
  }
});

test('memory() counts live storages and resetPeak() starts anew', () => {
  const before = addon.memory();
  const a = addon.allocate(1000, 'float32');
  const b = addon.allocate(1000, 'bfloat16');
  expect(addon.memory()).toMatchObject({
    used: before.used + 6000,
    storages: before.storages + 2,
    limit: Number.POSITIVE_INFINITY,
  });
  addon.release(a);
  addon.release(b);
  expect(addon.memory().used).toBe(before.used);
  expect(addon.memory().peak).toBeGreaterThanOrEqual(before.used + 6000);
  addon.resetPeak();
  expect(addon.memory().peak).toBe(before.used);
});

test('released memory is reused, and trim() gives it back', () => {
  const bytes = 48 * 2 ** 20;
  const first = addon.allocate(bytes / 4, 'float32');
  const mapped = addon.memory().mapped;
  addon.release(first);
  const parts = [1, 2, 3].map(() => addon.allocate(bytes / 16, 'float32'));
  expect(addon.memory().mapped).toBe(mapped);
  for (const part of parts) addon.release(part);
  addon.trim();
  expect(addon.memory().mapped).toBeLessThanOrEqual(mapped - bytes);
});

test('any order of allocations and releases keeps contents apart and loses nothing', () => {
  const sizes = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1000, max: 400_000 }));
  const before = addon.memory().used;
  fc.assert(
    fc.property(fc.array(fc.tuple(sizes, fc.nat(7)), { maxLength: 40 }), (steps) => {
      const live = new Map<number, { id: number; size: number; mark: number }>();
      let mark = 0;
      for (const [size, slot] of steps) {
        const old = live.get(slot);
        if (old) {
          expect(addon.read(old.id).every((v) => v === old.mark)).toBe(true);
          addon.release(old.id);
        }
        mark++;
        const id = addon.allocate(size, 'float32');
        addon.fill(id, mark);
        live.set(slot, { id, size, mark });
      }
      for (const { id, mark: expected } of live.values()) {
        expect(addon.read(id).every((v) => v === expected)).toBe(true);
        addon.release(id);
      }
      expect(addon.memory().used).toBe(before);
    }),
    { numRuns: 30 },
  );
});

test('the memory limit is an Error with the numbers, and nothing live is lost', () => {
  const kept = store(addon, randomValues(1000), 'float32');
  addon.trim();
  const { mapped } = addon.memory();
  addon.setMemoryLimit(mapped + 4 * 2 ** 20);
  const message = messageOf(() => addon.allocate(100 * 2 ** 20, 'float32'));
  expect(message).toMatch(/^allocate: out of memory: the memory limit leaves no room for 4194304\d\d bytes/);
  expect(message).toContain(`limit ${mapped + 4 * 2 ** 20}`);
  expect(addon.read(kept)).toEqual(randomValues(1000));
  const small = addon.allocate(2 ** 18, 'float32'); // what fits still fits
  addon.release(small);
  addon.setMemoryLimit(Number.POSITIVE_INFINITY);
  addon.release(addon.allocate(2 ** 20, 'float32'));
  addon.release(kept);
});

test('a limit below what is mapped only stops new mappings', () => {
  const kept = store(addon, randomValues(10), 'float32');
  addon.setMemoryLimit(0);
  expect(messageOf(() => addon.allocate(2 ** 24, 'float32'))).toContain('out of memory');
  expect(addon.read(kept)).toEqual(randomValues(10));
  addon.setMemoryLimit(Number.POSITIVE_INFINITY);
  addon.release(kept);
});

test('sizes no machine has are an Error', () => {
  expect(messageOf(() => addon.allocate(2 ** 50, 'float32'))).toContain('out of memory');
  expect(messageOf(() => addon.allocate(Number.MAX_SAFE_INTEGER, 'float32'))).toContain('out of memory');
});

test('ids stay distinct over many reuses of a slot', () => {
  const ids = new Set<number>();
  for (let i = 0; i < 2000; i++) {
    const id = addon.allocate(1, 'float32');
    ids.add(id);
    addon.release(id);
  }
  expect(ids.size).toBe(2000);
  for (const id of ids) expect(Number.isSafeInteger(id)).toBe(true);
});

test('a worker thread loads the same addon and sees the same storages', async () => {
  const id = store(addon, Float32Array.of(1, 2, 3), 'float32');
  const script = `
    const { parentPort, workerData } = require('node:worker_threads');
    const addon = require(workerData.file);
    const own = addon.allocate(100000, 'float32');
    addon.fill(own, 0.5);
    addon.add(own, own, own);
    const values = [...addon.read(own).slice(-2), ...addon.read(workerData.id)];
    addon.release(own);
    parentPort.postMessage(values);`;
  const worker = new Worker(script, { eval: true, workerData: { file: addonFile, id } });
  const values = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  expect(values).toEqual([1, 1, 1, 2, 3]);
  await worker.terminate();
  expect(Array.from(addon.read(id))).toEqual([1, 2, 3]);
  addon.release(id);
});
