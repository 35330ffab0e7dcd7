import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NativeAddon, StorageId, StorageType } from '../../src/tensor/native/addon';

export const addonFile =
  process.env['LLMSEGNET_ADDON'] ?? join(import.meta.dirname, '..', '..', 'build', 'native', 'llm_segnet.node');

/** The addon itself, without the backend around it. @throws Error when it has not been built. */
export function loadAddon(): NativeAddon {
  if (!existsSync(addonFile)) throw new Error('the native addon is not built: run node native/build.mjs');
  return createRequire(import.meta.url)(addonFile) as NativeAddon;
}

/** Repeatable uniform numbers in -1..1 (mulberry32). */
export function randomValues(count: number, seed = 1): Float32Array {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}

/** A new storage that holds `values`. */
export function store(addon: NativeAddon, values: Float32Array, type: StorageType): StorageId {
  const id = addon.allocate(values.length, type);
  addon.write(id, values);
  return id;
}

/** A new storage full of NaN, so that an element nobody writes is found out. */
export function blank(addon: NativeAddon, elements: number, type: StorageType): StorageId {
  const id = addon.allocate(elements, type);
  addon.fill(id, Number.NaN);
  return id;
}

type Numbers = ArrayLike<number>;

const at = (values: Numbers, i: number): number => values[i] ?? Number.NaN;

/** |actual - expected| / |expected| in the Euclidean norm; NaN when the lengths differ or anything is NaN. */
export function relativeError(actual: Numbers, expected: Numbers): number {
  if (actual.length !== expected.length) return Number.NaN;
  let error = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    error += (at(actual, i) - at(expected, i)) ** 2;
    size += at(expected, i) ** 2;
  }
  return error === 0 ? 0 : Math.sqrt(error / size);
}

/** The largest |actual - expected| over the largest |expected|. */
export function worstError(actual: Numbers, expected: Numbers): number {
  if (actual.length !== expected.length) return Number.NaN;
  let error = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(at(actual, i) - at(expected, i));
    if (Number.isNaN(difference)) return Number.NaN;
    error = Math.max(error, difference);
    size = Math.max(size, Math.abs(at(expected, i)));
  }
  return error === 0 ? 0 : error / size;
}

/** Whether two arrays hold the same bits; toEqual() on a million numbers takes seconds. */
export function identical(a: Float32Array, b: Float32Array): boolean {
  const bytes = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return bytes(a).equals(bytes(b));
}

/** The message of the Error that `run` throws; fails the test when it throws none. */
export function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw new Error(`threw ${String(error)}, which is no Error`);
  }
  throw new Error('threw nothing');
}
