import * as tf from '@tensorflow/tfjs-core';
import type { Shape5D } from './shapes';

/** Two tensors of one shape, merged along an axis in turn: even[0], odd[0], even[1], odd[1], ... */
export function interleave(even: tf.Tensor5D, odd: tf.Tensor5D, axis: number): tf.Tensor5D {
  const shape = even.shape.map((size, a) => (a === axis ? 2 * size : size)) as Shape5D;
  return tf.reshape(tf.stack([even, odd], axis + 1), shape);
}
