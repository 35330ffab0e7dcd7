import * as tf from '@tensorflow/tfjs-core';
import { interleave } from './interleave';
import { hasKernel, runSingle } from './kernels';
import type { Shape5D } from './shapes';

export const UPSAMPLE2 = 'Upsample2';

/** Doubles one axis: each new voxel lies a quarter voxel beside an old one, so it weighs that by 3/4 and the neighbour by 1/4. */
function upsampleAxis(x: tf.Tensor5D, axis: number): tf.Tensor5D {
  const size = x.shape[axis] ?? 0;
  const part = (from: number, count: number): tf.Tensor5D => {
    const begin = [0, 0, 0, 0, 0];
    const extent = [...x.shape];
    begin[axis] = from;
    extent[axis] = count;
    return tf.slice(x, begin, extent);
  };
  const before = tf.concat([part(0, 1), part(0, size - 1)], axis);
  const after = tf.concat([part(1, size - 1), part(size - 1, 1)], axis);
  const near = tf.mul<tf.Tensor5D>(x, 0.75);
  return interleave(tf.add(near, tf.mul(before, 0.25)), tf.add(near, tf.mul(after, 0.25)), axis);
}

/**
 * Trilinear upsampling by 2 (PyTorch's align_corners = false).
 * @param x [batch, depth, height, width, channels]
 * @returns [batch, 2 depth, 2 height, 2 width, channels]
 */
export function upsample2(x: tf.Tensor5D): tf.Tensor5D {
  if (x.size === 0) return tf.zeros(x.shape.map((size, a) => (a >= 1 && a <= 3 ? 2 * size : size)) as Shape5D);
  if (hasKernel(UPSAMPLE2)) return runSingle(UPSAMPLE2, { x }, {});
  return tf.tidy(() => [1, 2, 3].reduce(upsampleAxis, x));
}
