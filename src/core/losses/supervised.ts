/** The supervised loss of the paper's Eq. 3 for one model: cross entropy plus soft Dice. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { detach } from '../gradient/detach';
import { hasKernel } from '../ops/kernels';
import { field } from '../schema/field';
import { runLossKernel } from './fused';
import { classesOf } from './shapes';
import type { LossValue } from './types';

/** Keeps Dice defined where a class is absent from prediction and truth. */
export const DICE_SMOOTHING = 1e-5;

export const supervisedSettings = z.strictObject({
  crossEntropyWeight: field(z.number().min(0).default(1), 'Weight of the cross entropy (Eq. 3: 1; TraCoCo: 0.5).', 'paper'),
  diceWeight: field(z.number().min(0).default(1), 'Weight of the soft Dice loss (Eq. 3: 1; TraCoCo: 0.5).', 'paper'),
});
export type SupervisedWeights = z.infer<typeof supervisedSettings>;

/**
 * crossEntropyWeight * CE + diceWeight * Dice of logits [batch, depth, height, width, K] against labels int32 [batch, depth,
 * height, width] in 0..K-1. CE is the mean over voxels. Dice is 1 - (2 sum(p g) + 1e-5) / (sum p + sum g + 1e-5) per sample and
 * class, background included, then the mean (docs/method.md 1.1, variant iv).
 *
 * parts: [crossEntropy, dice].
 * @throws Error when the shapes do not fit.
 */
export function supervisedLoss(logits: tf.Tensor, labels: tf.Tensor, weights: SupervisedWeights): LossValue {
  const classes = classesOf(logits);
  if (!tf.util.arraysEqual(labels.shape, logits.shape.slice(0, -1))) {
    throw new Error(`labels [${labels.shape}] do not fit logits [${logits.shape}]`);
  }
  if (hasKernel('SupervisedLoss')) return runLossKernel('SupervisedLoss', { logits, labels }, { ...weights });
  return tf.tidy(() => composed(logits, labels, weights, classes));
}

function composed(logits: tf.Tensor, labels: tf.Tensor, weights: SupervisedWeights, classes: number): LossValue {
  const batch = logits.shape[0] ?? 0;
  const rows = logits.size / (batch * classes);
  const logp = tf.logSoftmax(tf.reshape(logits, [batch, rows, classes]));
  const p = tf.exp(logp);
  const g = tf.cast(tf.oneHot(tf.reshape(labels, [batch, rows]) as tf.Tensor2D, classes), 'float32');

  const crossEntropy = tf.div(tf.neg(tf.sum(tf.mul(g, logp))), batch * rows);

  const overlap = tf.sum(tf.mul(p, g), 1);
  const sizes = tf.add(tf.sum(p, 1), tf.sum(g, 1));
  const similarity = tf.div(tf.add(tf.mul(overlap, 2), DICE_SMOOTHING), tf.add(sizes, DICE_SMOOTHING));
  const dice = tf.sub(1, tf.mean(similarity));

  const total = tf.add(tf.mul(crossEntropy, weights.crossEntropyWeight), tf.mul(dice, weights.diceWeight)) as tf.Scalar;
  return { total, parts: detach(tf.stack([crossEntropy, dice])) as tf.Tensor1D };
}
