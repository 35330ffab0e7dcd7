/**
 * The two supervised losses with the peer in the place of the truth, each alone: what USL's parts can be compared with beyond the NLL
 * and MSE of the paper's Table 7.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { detach, withoutGradient } from '../gradient/detach';
import { byVoxel, classesOf } from './shapes';
import { supervisedLoss } from './supervised';
import type { LossValue } from './types';
import { defineUnsupervisedLoss } from './unsupervised';

function alone(total: tf.Scalar): LossValue {
  return { total, parts: detach(tf.reshape(total, [1])) as tf.Tensor1D };
}

/** Mean over voxels of -sum_k q_k log p_k with the peer's probabilities q as they are (nll takes their argmax). parts: [loss]. */
export const ce = defineUnsupervisedLoss({
  id: 'ce',
  settings: z.strictObject({ kind: z.literal('ce') }),
  partNames: ['consistency'],
  evaluate: (student, peer) =>
    tf.tidy(() => {
      const classes = classesOf(student);
      const q = withoutGradient(() => tf.softmax(byVoxel(peer, classes)));
      const logp = tf.logSoftmax(byVoxel(student, classes));
      return alone(tf.div(tf.neg(tf.sum(tf.mul(q, logp))), student.size / classes));
    }),
});

/** Soft Dice against the peer's argmax, per sample and class as the supervised one (supervised.ts). parts: [loss]. */
export const dice = defineUnsupervisedLoss({
  id: 'dice',
  settings: z.strictObject({ kind: z.literal('dice') }),
  partNames: ['consistency'],
  evaluate: (student, peer) =>
    tf.tidy(() => {
      const labels = withoutGradient(() => tf.cast(tf.argMax(peer, -1), 'int32'));
      return alone(supervisedLoss(student, labels, { crossEntropyWeight: 0, diceWeight: 1 }).total);
    }),
});
