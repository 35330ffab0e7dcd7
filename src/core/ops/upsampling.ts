/** Two further ways of doubling a volume's size, beside upsample2. */
import * as tf from '@tensorflow/tfjs-core';
import { interleave } from './interleave';

/** Every voxel twice along every axis. x [batch, depth, height, width, channels] */
export function nearest2(x: tf.Tensor5D): tf.Tensor5D {
  return tf.tidy(() => [1, 2, 3].reduce((h, axis) => interleave(h, h, axis), x));
}

/** [2n, n]: rows of weights that put 2n places evenly between the first and the last of n. */
function alignedWeights(n: number): tf.Tensor2D {
  const rows = 2 * n;
  const weights = new Float32Array(rows * n);
  for (let row = 0; row < rows; row++) {
    const place = (row * (n - 1)) / (rows - 1);
    const low = Math.min(Math.floor(place), Math.max(0, n - 2));
    const share = place - low;
    weights[row * n + low] = 1 - share;
    if (low + 1 < n) weights[row * n + low + 1] = share;
  }
  return tf.tensor2d(weights, [rows, n]);
}

/**
 * Trilinear upsampling by 2 in which the corners stay where they are (PyTorch's align_corners = true).
 * @param x [batch, depth, height, width, channels]
 */
export function upsample2Aligned(x: tf.Tensor5D): tf.Tensor5D {
  return tf.tidy(() => {
    let h: tf.Tensor = x;
    for (const axis of [1, 2, 3]) {
      const shape = [...h.shape];
      const n = shape[axis] ?? 0;
      const before = shape.slice(0, axis).reduce((product, size) => product * size, 1);
      const rows = tf.reshape(h, [before, n, h.size / (before * n)]);
      // One small matrix an axis: channels and the axes inside stay side by side.
      const doubled = tf.matMul(tf.tile(tf.expandDims(alignedWeights(n)), [before, 1, 1]), rows);
      shape[axis] = 2 * n;
      h = tf.reshape(doubled, shape);
    }
    return h as tf.Tensor5D;
  });
}
