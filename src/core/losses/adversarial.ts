/** Cross entropy of a discriminator's two logits, (no label, label): what it is trained with, and what a generator deceives it with. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * Mean over samples of -log softmax(logits)[target]. ln 2 where the discriminator cannot tell.
 * @param logits [batch, 2] @param targets of each sample: 1 for a map of a labelled image, 0 for one of an unlabelled image
 * @throws Error when there are not as many targets as samples
 */
export function adversarialLoss(logits: tf.Tensor2D, targets: readonly (0 | 1)[]): tf.Scalar {
  if (logits.shape[0] !== targets.length) throw new Error(`${targets.length} targets for ${logits.shape[0]} samples`);
  return tf.tidy(() => {
    const chosen = tf.oneHot(tf.tensor1d([...targets], 'int32'), 2);
    return tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(logits), tf.cast(chosen, 'float32'))), targets.length)) as tf.Scalar;
  });
}
