import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blank, identical, loadAddon, randomValues, store } from './load';

const addon = loadAddon();

test('copyBlocks copies every run of both types to its place and nothing else', () => {
  const numbers = fc.record({
    blocks: fc.integer({ min: 0, max: 40 }),
    count: fc.integer({ min: 0, max: 70 }),
    gaps: fc.tuple(fc.nat(9), fc.nat(9)),
    starts: fc.tuple(fc.nat(20), fc.nat(20)),
    type: fc.constantFrom('float32' as const, 'bfloat16' as const),
  });
  fc.assert(
    fc.property(numbers, ({ blocks, count, gaps, starts, type }) => {
      const [fromStride, toStride] = gaps.map((gap) => gap + count) as [number, number];
      const from = store(addon, randomValues(starts[0] + blocks * fromStride), type);
      const to = store(addon, randomValues(starts[1] + blocks * toStride, 2), type);
      const expected = addon.read(to);
      const source = addon.read(from);
      for (let i = 0; i < blocks; i++) {
        const first = starts[0] + i * fromStride;
        expected.set(source.subarray(first, first + count), starts[1] + i * toStride);
      }
      addon.copyBlocks(from, to, blocks, count, starts[0], fromStride, starts[1], toStride);
      expect(identical(addon.read(to), expected)).toBe(true);
      [from, to].forEach((id) => addon.release(id));
    }),
  );
});

test('copyBlocks copies long runs and many short ones on all threads', () => {
  for (const [blocks, count] of [
    [1, 300_001],
    [100_003, 3],
    [3, 100_000],
  ] as const) {
    const from = store(addon, randomValues(blocks * count), 'float32');
    const to = blank(addon, blocks * count, 'float32');
    addon.copyBlocks(from, to, blocks, count, 0, count, 0, count);
    expect(identical(addon.read(to), addon.read(from))).toBe(true);
    [from, to].forEach((id) => addon.release(id));
  }
});

test('copyBlocks refuses runs that leave a storage, overlap, or change type', () => {
  const from = blank(addon, 24, 'float32');
  const to = blank(addon, 8, 'float32');
  const narrow = blank(addon, 8, 'bfloat16');
  expect(() => addon.copyBlocks(from, to, 5, 2, 0, 6, 0, 1)).toThrow(/toStride.*shorter/);
  expect(() => addon.copyBlocks(from, to, 4, 2, 5, 6, 0, 2)).toThrow(/from.*end at 25/);
  expect(() => addon.copyBlocks(from, to, 4, 2, 0, 6, 1, 2)).toThrow(/to.*end at 9/);
  expect(() => addon.copyBlocks(from, to, 4, 2, 0, 2 ** 52, 0, 2)).toThrow(/too large/);
  expect(() => addon.copyBlocks(from, narrow, 1, 1, 0, 0, 0, 0)).toThrow(/bfloat16/);
  expect(() => addon.copyBlocks(from, from, 1, 1, 0, 0, 1, 0)).toThrow(/copied from/);
  [from, to, narrow].forEach((id) => addon.release(id));
});
