import type * as tf from '@tensorflow/tfjs-core';

// A type alias, not an interface: tf.tidy passes only types that have an implicit index signature.
export type LossValue = {
  /** Differentiable with respect to the student's logits. */
  readonly total: tf.Scalar;
  /** The loss's terms and counts, in the order its file documents; without gradient. */
  readonly parts: tf.Tensor1D;
};
