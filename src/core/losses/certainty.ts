/** Entropy of predictions, and consistency where it is low. */
import * as tf from '@tensorflow/tfjs-core';

/** Keeps ln defined in the code that these losses come from. */
const FLOOR = 1e-6;

/** H = -sum_k p_k ln(p_k + 1e-6) of probabilities [..., K]: [..., 1]. 0.6931452 at (.5, .5), which is below ln 2. */
export function entropy(p: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.neg(tf.sum(tf.mul(p, tf.log(tf.add(p, FLOOR))), -1, true)));
}

/**
 * sum_v mask_v sum_k (p_k - q_k)^2 / (divisor sum_v mask_v), 0 where the mask is empty.
 * @param mask [..., 1] of probabilities [..., K]
 */
export function maskedSquares(p: tf.Tensor, q: tf.Tensor, mask: tf.Tensor, divisor: number): tf.Scalar {
  return tf.tidy(() => {
    const squares = tf.sum(tf.mul(mask, tf.squaredDifference(p, q)));
    return tf.div(squares, tf.add(tf.mul(tf.sum(mask), divisor), 1e-16)) as tf.Scalar;
  });
}

/** Mean over voxels of -sum_k p_k ln p_k / ln K of logits [..., K]: 0 for one-hot, 1 for uniform predictions. */
export function meanEntropy(logits: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const classes = logits.shape[logits.rank - 1] ?? 2;
    const logp = tf.logSoftmax(logits);
    const sum = tf.neg(tf.sum(tf.mul(tf.exp(logp), logp)));
    return tf.div(sum, (logits.size / classes) * Math.log(classes)) as tf.Scalar;
  });
}
