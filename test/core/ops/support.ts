/** Shared by the tests of tensor operations: backends, reproducible values, and ways to compare. */
import * as tf from '@tensorflow/tfjs-core';
import { loadAddon } from '../../../src/tensor/native/load';
import type { Precision } from '../../../src/tensor/registry';
import { selectBackend } from '../../../src/tensor/select';

const loaded = loadAddon();

/** The native addon, or undefined where it is not built. */
export const addon = 'addon' in loaded ? loaded.addon : undefined;
export const withoutAddon = addon === undefined;
export const NOT_BUILT = withoutAddon ? ' (skipped: the native addon is not built)' : '';

export const useJs = async (): Promise<void> => void (await selectBackend({ backend: 'js' }));
export const useNative = async (precision: Precision = 'float32'): Promise<void> =>
  void (await selectBackend({ backend: 'native', precision }));

/** Values on a grid of 1/64 between -2 and 2, which bfloat16 holds exactly: differences between precisions are then the kernels' own. */
export function gridValues(count: number, seed: number): Float32Array {
  let state = seed + 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (((state >>> 8) % 255) - 127) / 64;
  });
}

/** |a - b| / |b| as Euclidean norms; the plain |a| where b is all zeros. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += ((a[i] ?? NaN) - (b[i] ?? NaN)) ** 2;
    size += (b[i] ?? NaN) ** 2;
  }
  return size === 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
}

export type Named = Record<string, Float32Array>;

type Inputs = Record<string, { shape: number[]; values: Float32Array }>;

const asTensors = (inputs: Inputs): Record<string, tf.Tensor> =>
  Object.fromEntries(Object.entries(inputs).map(([name, { shape, values }]) => [name, tf.tensor(values.slice(), shape)]));

export function resultOf(inputs: Inputs, f: (x: Record<string, tf.Tensor>) => tf.Tensor): Float32Array {
  return tf.tidy(() => f(asTensors(inputs)).dataSync().slice() as Float32Array);
}

/**
 * The gradient that valueAndGradients() and slope() feed to a result: numbers in 0..2 that bfloat16 holds exactly. All positive, because
 * the sums in the gradients of a norm would cancel otherwise, and a relative error would then compare rounding with next to nothing.
 */
export const weightsFor = (count: number): Float32Array => gridValues(count, 99).map((v) => v / 2 + 1);

/** Values and gradients of `f`. `inputs` are made anew on the active backend. */
export function valueAndGradients(inputs: Inputs, f: (x: Record<string, tf.Tensor>) => tf.Tensor, wanted: string[]): Named {
  return tf.tidy(() => {
    const tensors = asTensors(inputs);
    const chosen = wanted.map((name) => tensors[name] as tf.Tensor);
    let y: Float32Array = new Float32Array();
    const { grads } = tf.valueAndGrads((...changed: tf.Tensor[]) => {
      const result = f({ ...tensors, ...Object.fromEntries(wanted.map((name, i) => [name, changed[i] as tf.Tensor])) });
      y = result.dataSync() as Float32Array;
      return tf.sum(tf.mul(result, tf.tensor(weightsFor(result.size), result.shape))) as tf.Scalar;
    })(chosen);
    const gradients = wanted.map((name, i) => [name, grads[i]?.dataSync() as Float32Array] as const);
    return { y: y.slice(), ...Object.fromEntries(gradients) };
  });
}

/** Largest error of any named array, with its name: a readable failure. */
export function worstError(found: Named, expected: Named): { name: string; error: number } {
  return Object.keys(expected)
    .map((name) => ({ name, error: relativeError(found[name] ?? [], expected[name] ?? []) }))
    .reduce((a, b) => (b.error > a.error || Number.isNaN(b.error) ? b : a));
}

/**
 * Slope of sum(f(x) * w) along a direction, by central differences on the active backend; to compare with the gradient times it.
 * float32 arithmetic leaves about 1e-3 of error.
 */
export function slope(at: Float32Array, direction: Float32Array, f: (x: Float32Array) => Float32Array, step: number): number {
  const value = (sign: number): number => {
    const y = f(at.map((v, i) => v + sign * step * (direction[i] ?? 0)));
    const w = weightsFor(y.length);
    return y.reduce((total, v, i) => total + v * (w[i] ?? 0), 0);
  };
  return (value(1) - value(-1)) / (2 * step);
}

export const dot = (a: Float32Array, b: Float32Array): number => a.reduce((total, v, i) => total + v * (b[i] ?? 0), 0);
