import * as tf from '@tensorflow/tfjs-core';

/** Mean over samples, voxels and classes of (p - q)^2; the gradient flows into whatever of the two has one. */
export function meanSquare(p: tf.Tensor, q: tf.Tensor): tf.Scalar {
  if (!tf.util.arraysEqual(p.shape, q.shape)) throw new Error(`meanSquare: [${p.shape}] and [${q.shape}] differ in shape`);
  return tf.tidy(() => tf.mean(tf.squaredDifference(p, q)) as tf.Scalar);
}
