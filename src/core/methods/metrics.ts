import type * as tf from '@tensorflow/tfjs-core';
import type { ModelMetrics } from './types';

/** The numbers in `parts`, one after the other, under the given names. */
export async function readParts(parts: readonly tf.Tensor1D[], names: readonly string[]): Promise<ModelMetrics> {
  const values = (await Promise.all(parts.map((part) => part.data()))).flatMap((part) => [...part]);
  if (values.length !== names.length) throw new Error(`${values.length} numbers for ${names.length} names: ${names.join(', ')}`);
  return Object.fromEntries(names.map((name, index) => [name, values[index] as number]));
}
