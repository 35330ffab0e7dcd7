import * as tf from '@tensorflow/tfjs-core';

/** Number of classes K of logits [batch, ..., K]. */
export function classesOf(logits: tf.Tensor): number {
  const classes = logits.shape[logits.rank - 1];
  if (logits.rank < 2 || classes === undefined || classes < 2) {
    throw new Error(`logits must be [batch, ..., classes] with 2 classes or more, got [${logits.shape}]`);
  }
  return classes;
}

/** @throws Error unless both are logits of one shape. */
export function requireSameShape(student: tf.Tensor, peer: tf.Tensor): void {
  if (!tf.util.arraysEqual(student.shape, peer.shape)) {
    throw new Error(`student logits [${student.shape}] and peer logits [${peer.shape}] differ in shape`);
  }
}

/** [batch, ..., K] as [voxels, K]. */
export function byVoxel(logits: tf.Tensor, classes: number): tf.Tensor2D {
  return tf.reshape(logits, [logits.size / classes, classes]);
}
