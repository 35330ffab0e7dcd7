/** The loss of an image that is pasted together from two (BCP:code/utils/BCP_utils.py, mix_loss). */
import * as tf from '@tensorflow/tfjs-core';
import { detach } from '../gradient/detach';
import { diceLoss, oneHot } from './dice';
import { classesOf } from './shapes';
import type { SupervisedWeights } from './supervised';
import type { LossValue } from './types';

/** Keeps a mean over no voxel at 0. */
const EMPTY = 1e-16;

/**
 * The supervised loss where the mask is 1: crossEntropyWeight * mean_M CE + diceWeight * Dice(M p, M g), 0 where the mask is empty.
 *
 * parts: [crossEntropy, dice].
 * @param logits [batch, depth, height, width, K]
 * @param labels int32 [batch, depth, height, width]
 * @param mask of ones and zeros, [1 or batch, depth, height, width, 1]
 */
export function maskedSupervisedLoss(
  logits: tf.Tensor,
  labels: tf.Tensor,
  mask: tf.Tensor,
  { crossEntropyWeight, diceWeight, dice: variant = 'sample' }: SupervisedWeights,
): LossValue {
  return tf.tidy(() => {
    const logp = tf.logSoftmax(logits);
    const g = tf.mul(oneHot(labels, classesOf(logits)), mask);
    const dice = diceLoss(tf.mul(tf.exp(logp), mask), g, variant);
    const voxels = tf.mul(tf.sum(mask), (logits.shape[0] ?? 1) / (mask.shape[0] ?? 1));
    const crossEntropy = tf.div(tf.neg(tf.sum(tf.mul(g, logp))), tf.add(voxels, EMPTY));
    return {
      total: tf.add(tf.mul(crossEntropy, crossEntropyWeight), tf.mul(dice, diceWeight)) as tf.Scalar,
      parts: detach(tf.stack([crossEntropy, dice])) as tf.Tensor1D,
    };
  });
}
