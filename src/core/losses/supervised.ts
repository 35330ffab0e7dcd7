/** The supervised loss of the paper's Eq. 3 for one model: cross entropy plus soft Dice. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { detach } from '../gradient/detach';
import { hasKernel } from '../ops/kernels';
import { field } from '../schema/field';
import { DICE_SMOOTHING, diceLoss, diceVariant, oneHot } from './dice';
import { runLossKernel } from './fused';
import { classesOf } from './shapes';
import type { LossValue } from './types';

export const supervisedSettings = z.strictObject({
  crossEntropyWeight: field(z.number().min(0).default(1), 'Weight of the cross entropy (Eq. 3: 1; TraCoCo: 0.5).', 'paper'),
  diceWeight: field(z.number().min(0).default(1), 'Weight of the soft Dice loss (Eq. 3: 1; TraCoCo: 0.5).', 'paper'),
  dice: field(
    diceVariant.default('sample'),
    "Which soft Dice: 'sample', of each sample and class, background included, then the mean; over the whole batch 'foreground-squared' (squared denominators; UA-MT, DTC), 'foreground' (plain; MC-Net, MLRPL) or 'squared' (background included, squared; SSL4MIS).",
    'ours',
  ),
});
type WholeSettings = z.infer<typeof supervisedSettings>;
/** 'sample' without `dice`. */
export type SupervisedWeights = Omit<WholeSettings, 'dice'> & Partial<Pick<WholeSettings, 'dice'>>;

/**
 * crossEntropyWeight * CE + diceWeight * Dice of logits [batch, depth, height, width, K] against labels int32 [batch, depth,
 * height, width] in 0..K-1. CE is the mean over voxels. Dice is 1 - (2 sum(p g) + 1e-5) / (sum p + sum g + 1e-5) per sample and
 * class, background included, then the mean (docs/method.md 1.1, variant iv), or another variant by `weights.dice` (dice.ts).
 *
 * parts: [crossEntropy, dice].
 * @throws Error when the shapes do not fit.
 */
export function supervisedLoss(logits: tf.Tensor, labels: tf.Tensor, weights: SupervisedWeights): LossValue {
  const classes = classesOf(logits);
  if (!tf.util.arraysEqual(labels.shape, logits.shape.slice(0, -1))) {
    throw new Error(`labels [${labels.shape}] do not fit logits [${logits.shape}]`);
  }
  const { dice = 'sample', crossEntropyWeight, diceWeight } = weights;
  if (dice !== 'sample') return tf.tidy(() => withOtherDice(logits, labels, { crossEntropyWeight, diceWeight, dice }, classes));
  if (hasKernel('SupervisedLoss')) return runLossKernel('SupervisedLoss', { logits, labels }, { crossEntropyWeight, diceWeight });
  return tf.tidy(() => composed(logits, labels, weights, classes));
}

/** Cross entropy as above, which may have a kernel, and one of the other Dice losses. */
function withOtherDice(logits: tf.Tensor, labels: tf.Tensor, weights: WholeSettings, classes: number): LossValue {
  const { crossEntropyWeight, diceWeight, dice: variant } = weights;
  const { total, parts } = supervisedLoss(logits, labels, { crossEntropyWeight, diceWeight: 0 });
  const dice = diceLoss(tf.softmax(logits), oneHot(labels, classes), variant);
  const crossEntropy = tf.slice(parts, 0, 1);
  return {
    total: tf.add(total, tf.mul(dice, diceWeight)) as tf.Scalar,
    parts: detach(tf.concat([crossEntropy, tf.reshape(dice, [1])])) as tf.Tensor1D,
  };
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
