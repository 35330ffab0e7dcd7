/**
 * Unified Segmentation Loss (paper Eq. 8-11), for K classes as docs/method.md 2.3 defines it. For a voxel with student probabilities p
 * and peer probabilities q, c = max q and y = argmax q:
 *   P = { c > t1 }            confident:  c * (-log p_y)
 *   N = { some q_k < t2 }     complement: sum over those k of (1 - q_k) * (-log(1 - p_k))
 *   U = { c <= t1 }           uncertain:  mean over k of (p_k - q_k)^2
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { detach, withoutGradient } from '../gradient/detach';
import { hasKernel } from '../ops/kernels';
import { field } from '../schema/field';
import { runLossKernel } from './fused';
import { byVoxel, classesOf } from './shapes';
import type { LossValue } from './types';
import { defineUnsupervisedLoss } from './unsupervised';

/**
 * With 3 classes or more 1 - p is not followed below this value (docs/method.md 2.3). With 2 it is the other class's p, in log space.
 */
export const COMPLEMENT_FLOOR = 1e-6;

const threshold = z.number().min(0).max(1);

const settings = z.strictObject({
  kind: z.literal('usl'),
  t1: field(
    threshold.default(0.65),
    'The peer is confident of a voxel when its highest probability is above this (Eq. 9).',
    'code-inferred',
  ),
  t2: field(
    threshold.default(0.1),
    'The peer rules a class out of a voxel when its probability is below this (Eq. 10).',
    'code-inferred',
  ),
  normalise: field(
    z.enum(['voxel', 'set']).default('voxel'),
    'Divide each term by all unlabelled voxels, or (as the paper reads) by the voxels of its own set.',
    'ours',
  ),
  excludeComplement: field(
    z.boolean().default(false),
    'Leave voxels of the complement set out of the uncertain set, as Eq. 11 does; no difference with 2 classes and t1 + t2 <= 1.',
    'ours',
  ),
  uncertain: field(
    z.boolean().default(true),
    "Keep the term of the uncertain set. Without it the loss is TraCoCo's CRC (arXiv 2203.14277), here without its translation: the baseline that the paper does not have.",
    'paper',
  ),
});
type WholeSettings = z.infer<typeof settings>;
/** Without `uncertain` its term is there. */
export type UslSettings = Omit<WholeSettings, 'uncertain'> & Partial<Pick<WholeSettings, 'uncertain'>>;

/** parts: [confident, complement, uncertain, |P|, |N|, |U|]. Sets are pooled over the batch; an empty set's term is 0. */
export const usl = defineUnsupervisedLoss({
  id: 'usl',
  settings,
  partNames: ['confident', 'complement', 'uncertain', 'confidentVoxels', 'complementVoxels', 'uncertainVoxels'],
  evaluate(student, peer, { t1, t2, normalise, excludeComplement, uncertain }) {
    // The kernel has no loss of two terms.
    if (uncertain && hasKernel('UnifiedSegmentationLoss')) {
      const attributes = { t1, t2, perVoxel: normalise === 'voxel', excludeComplement };
      return runLossKernel('UnifiedSegmentationLoss', { logits: student, peerLogits: peer }, attributes);
    }
    return tf.tidy(() => composed(student, peer, { t1, t2, normalise, excludeComplement, uncertain }));
  },
});

/** What the peer decides: per-voxel weights of the three terms, and the sizes of the three sets. */
function regions(q: tf.Tensor2D, classes: number, { t1, t2, excludeComplement }: Omit<UslSettings, 'kind'>) {
  const c = tf.max(q, 1, true);
  const inP = tf.cast(tf.greater(c, t1), 'float32');
  const low = tf.cast(tf.less(q, t2), 'float32');
  const inN = tf.max(low, 1, true);
  const notConfident = tf.sub(1, inP);
  const inU = excludeComplement ? tf.mul(notConfident, tf.sub(1, inN)) : notConfident;
  const pseudoLabel = tf.cast(tf.oneHot(tf.argMax(q, 1) as tf.Tensor1D, classes), 'float32');
  return {
    confident: tf.mul(tf.mul(c, inP), pseudoLabel),
    complement: tf.mul(tf.sub(1, q), low),
    uncertain: inU,
    counts: [tf.sum(inP), tf.sum(inN), tf.sum(inU)] as const,
  };
}

/** log(1 - p_k) without the cancellation of 1 - p. */
function logComplement(logp: tf.Tensor2D, p: tf.Tensor2D, classes: number): tf.Tensor {
  if (classes === 2) return tf.reverse(logp, 1);
  const others = tf.sub(1, tf.eye(classes)) as tf.Tensor2D;
  return tf.log(tf.maximum(tf.matMul(p, others), COMPLEMENT_FLOOR));
}

function composed(student: tf.Tensor, peer: tf.Tensor, options: Omit<UslSettings, 'kind'>): LossValue {
  const classes = classesOf(student);
  const voxels = student.size / classes;
  const q = tf.softmax(byVoxel(peer, classes));
  const weights = withoutGradient(() => regions(q, classes, options));
  const logp = tf.logSoftmax(byVoxel(student, classes));
  const p = tf.exp(logp);

  const mean = (sum: tf.Tensor, count: tf.Tensor) =>
    options.normalise === 'voxel' ? tf.div(sum, voxels) : tf.div(sum, tf.maximum(count, 1));
  const [countP, countN, countU] = weights.counts;
  const confident = mean(tf.neg(tf.sum(tf.mul(weights.confident, logp))), countP);
  const complement = mean(tf.neg(tf.sum(tf.mul(weights.complement, logComplement(logp, p, classes)))), countN);
  const uncertain = mean(tf.div(tf.sum(tf.mul(weights.uncertain, tf.square(tf.sub(p, q)))), classes), countU);

  const terms = [confident, complement, ...(options.uncertain === false ? [] : [uncertain])];
  const total = tf.addN(terms) as tf.Scalar;
  return { total, parts: detach(tf.stack([confident, complement, uncertain, countP, countN, countU])) as tf.Tensor1D };
}
