/** The two plain losses that the paper's Table 7 compares with USL: NLL on the peer's hard label, MSE between probabilities. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { detach } from '../gradient/detach';
import { hasKernel } from '../ops/kernels';
import { runLossKernel } from './fused';
import { byVoxel, classesOf } from './shapes';
import type { LossValue } from './types';
import { defineUnsupervisedLoss } from './unsupervised';

type ConsistencyKind = 'nll' | 'mse';
type Formula = (student: tf.Tensor2D, peer: tf.Tensor2D, classes: number) => tf.Tensor;

const formulas: Record<ConsistencyKind, Formula> = {
  nll: (student, peer, classes) => {
    const pseudoLabel = tf.cast(tf.oneHot(tf.argMax(peer, 1) as tf.Tensor1D, classes), 'float32');
    return tf.div(tf.neg(tf.sum(tf.mul(pseudoLabel, tf.logSoftmax(student)))), student.shape[0]);
  },
  mse: (student, peer) => tf.mean(tf.square(tf.sub(tf.softmax(student), tf.softmax(peer)))),
};

function evaluate(kind: ConsistencyKind, student: tf.Tensor, peer: tf.Tensor): LossValue {
  if (hasKernel('ConsistencyLoss')) return runLossKernel('ConsistencyLoss', { logits: student, peerLogits: peer }, { kind });
  return tf.tidy(() => {
    const classes = classesOf(student);
    const total = formulas[kind](byVoxel(student, classes), byVoxel(peer, classes), classes) as tf.Scalar;
    return { total, parts: detach(tf.reshape(total, [1])) as tf.Tensor1D };
  });
}

/** Mean over voxels of -log p at the peer's argmax. parts: [loss]. */
export const nll = defineUnsupervisedLoss({
  id: 'nll',
  settings: z.strictObject({ kind: z.literal('nll') }),
  partNames: ['consistency'],
  evaluate: (student, peer) => evaluate('nll', student, peer),
});

/** Mean over voxels and classes of (p - q)^2. parts: [loss]. */
export const mse = defineUnsupervisedLoss({
  id: 'mse',
  settings: z.strictObject({ kind: z.literal('mse') }),
  partNames: ['consistency'],
  evaluate: (student, peer) => evaluate('mse', student, peer),
});
