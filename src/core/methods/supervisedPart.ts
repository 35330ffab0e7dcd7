/** The supervised part of a loss and its numbers, as every method here reports them. */
import * as tf from '@tensorflow/tfjs-core';
import { detach } from '../gradient/detach';
import type { Loss } from '../gradient/lossGradient';
import { supervisedLoss } from '../losses/supervised';
import type { StepContext } from './types';

/** Names of the numbers of supervisedPart(), then of unsupervisedPart(). */
export const SUPERVISED_PARTS = ['supervised', 'ce', 'dice'] as const;
export const LOSS_PARTS = [...SUPERVISED_PARTS, 'unsupervised'] as const;

const part = (x: tf.Tensor): tf.Tensor1D => detach(tf.reshape(x, [1])) as tf.Tensor1D;

/** L_s of logits [labelled, ...] against labels: the experiment's own mixture of cross entropy and Dice. */
export function supervisedPart(z: tf.Tensor5D, y: tf.Tensor4D, context: StepContext): Loss {
  const { total, parts } = supervisedLoss(z, y, context.supervised);
  return { total, parts: [part(total), parts] };
}

/** lambda * loss, reported without lambda. @param more numbers to report after it, as they are */
export function unsupervisedPart(loss: tf.Scalar, lambda: number, ...more: readonly tf.Tensor[]): Loss {
  return { total: tf.mul(loss, lambda) as tf.Scalar, parts: [part(loss), ...more.map(part)] };
}

/** The sum of losses, with the numbers of each in turn. */
export function sumOf(...losses: readonly Loss[]): Loss {
  return {
    total: tf.addN(losses.map(({ total }) => total)) as tf.Scalar,
    parts: losses.flatMap(({ parts }) => parts),
  };
}

/** The two halves of a batch's logits: labelled, unlabelled. */
export function halves(
  z: tf.Tensor5D,
  { labelled, unlabelled }: { readonly labelled: number; readonly unlabelled: number },
): [tf.Tensor5D, tf.Tensor5D] {
  return tf.split(z, [labelled, unlabelled], 0) as [tf.Tensor5D, tf.Tensor5D];
}
