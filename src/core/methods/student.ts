/** The gradient of one co-training student's whole loss, L_s + lambda * L_u (paper Eq. 1). */
import * as tf from '@tensorflow/tfjs-core';
import { detach } from '../gradient/detach';
import type { Loss, LossGradient } from '../gradient/lossGradient';
import { addGradients, lossGradient } from '../gradient/lossGradient';
import type { UnsupervisedSettings } from '../losses/registry';
import { unsupervisedLoss } from '../losses/registry';
import { supervisedLoss } from '../losses/supervised';
import type { LossValue } from '../losses/types';
import type { Batch } from '../sampling/types';
import { forwardSeed, noisyTensor } from './inputs';
import type { Model, StepContext } from './types';

export interface StudentTask {
  readonly batch: Batch;
  /** Labels of the labelled half. */
  readonly y: tf.Tensor4D;
  /** The whole batch as this student sees its unlabelled half: as it is (A) or cut and mixed (B). */
  readonly seen: Float32Array;
  /** The peer's pseudo-label logits of the unlabelled half of `seen`. */
  readonly pseudoLabel: tf.Tensor5D;
  readonly unsupervised: UnsupervisedSettings;
  readonly lambda: number;
  readonly context: StepContext;
}

/** Order of the numbers in the parts that both functions below return, before those of the unsupervised loss. */
export const STUDENT_PARTS = ['supervised', 'ce', 'dice', 'unsupervised'] as const;

const scalarPart = (x: tf.Scalar): tf.Tensor1D => detach(tf.reshape(x, [1])) as tf.Tensor1D;

function supervisedTerm({ total, parts }: LossValue): Loss {
  return { total, parts: [scalarPart(total), parts] };
}

function unsupervisedTerm({ total, parts }: LossValue, lambda: number): Loss {
  return { total: tf.mul(total, lambda) as tf.Scalar, parts: [scalarPart(total), parts] };
}

function studentLoss({ unsupervised, pseudoLabel, lambda }: StudentTask, unlabelledLogits: tf.Tensor5D): Loss {
  return unsupervisedTerm(unsupervisedLoss(unsupervised.kind).evaluate(unlabelledLogits, pseudoLabel, unsupervised), lambda);
}

function halves(z: tf.Tensor5D, { labelled, unlabelled }: Batch): [tf.Tensor5D, tf.Tensor5D] {
  return tf.split(z, [labelled, unlabelled], 0) as [tf.Tensor5D, tf.Tensor5D];
}

/** One forward pass of [x_l; seen_u] + eta carries both losses. */
export function jointGradient(model: Model, task: StudentTask): LossGradient {
  const { batch, seen, y, context } = task;
  const labelledVoxels = (batch.images.length / (batch.labelled + batch.unlabelled)) * batch.labelled;
  const images = seen.slice();
  images.set(batch.images.subarray(0, labelledVoxels));
  const x = noisyTensor(images, batch, context, `${model.name}.joint`);
  const gradient = lossGradient(model.network.parameters, () => {
    const z = model.network.forward(x, { training: true, seed: forwardSeed(context, `${model.name}.joint`) });
    const [labelledLogits, unlabelledLogits] = halves(z, batch);
    const s = supervisedTerm(supervisedLoss(labelledLogits, y, context.supervised));
    const u = studentLoss(task, unlabelledLogits);
    return { total: tf.add(s.total, u.total) as tf.Scalar, parts: [...s.parts, ...u.parts] };
  });
  x.dispose();
  return gradient;
}

/**
 * Two forward passes with noise of their own: x + n for the supervised loss, seen + n' for the unsupervised one (docs/method.md 2.2).
 */
export function separateGradient(model: Model, task: StudentTask): LossGradient {
  const { batch, seen, y, context } = task;
  const pass = (images: Float32Array, purpose: string, loss: (labelled: tf.Tensor5D, unlabelled: tf.Tensor5D) => Loss) => {
    const x = noisyTensor(images, batch, context, `${model.name}.${purpose}`);
    const gradient = lossGradient(model.network.parameters, () => {
      const z = model.network.forward(x, { training: true, seed: forwardSeed(context, `${model.name}.${purpose}`) });
      return loss(...halves(z, batch));
    });
    x.dispose();
    return gradient;
  };
  // Two backward passes and a sum: the same gradient as one of the sum, with one pass's activations in memory at a time.
  return addGradients(
    pass(batch.images, 'supervised', (labelled) => supervisedTerm(supervisedLoss(labelled, y, context.supervised))),
    pass(seen, 'student', (_, unlabelled) => studentLoss(task, unlabelled)),
  );
}
