/**
 * Mutual learning with reliable pseudo-labels (MLRPL; Jiawei0o0/mutual-learning-with-reliable-pseudo-labels:code/train_Mutual_Reliable.py):
 * a decoder learns from its peer's hard labels where the peer is surer than itself, weighted by how well those labels agree with the
 * peer's own features.
 */
import * as tf from '@tensorflow/tfjs-core';
import { withoutGradient } from '../gradient/detach';
import { cosineSimilarity, prototypes } from '../ops/prototypes';
import { entropy } from './certainty';
import { classesOf } from './shapes';

/** One decoder's say: logits [batch, depth, height, width, K] and the features [batch, depth, height, width, C] behind them. */
export interface Opinion {
  readonly logits: tf.Tensor;
  readonly features: tf.Tensor;
}

/** Logits or features as [batch, voxels, channels]. */
function bySample(x: tf.Tensor): tf.Tensor3D {
  const channels = classesOf(x);
  const batch = x.shape[0] ?? 1;
  return tf.reshape(x, [batch, x.size / (batch * channels), channels]) as tf.Tensor3D;
}

/**
 * w = 1 - mean_k (s_k - p_k)^2 [batch, voxels]: s_k is the cosine of a voxel's features f and the prototype of class k, the mean
 * features of the sample's voxels that p gives to k. A class without a voxel has the prototype 0, and so s_k = 0.
 */
export function reliability(p: tf.Tensor3D, f: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => {
    const labels = tf.oneHot(tf.argMax(p, -1) as tf.Tensor2D, p.shape[2], 1, 0, 'float32') as tf.Tensor3D;
    const s = cosineSimilarity(f, prototypes(f, labels));
    return tf.sub(1, tf.mean(tf.squaredDifference(s, p), -1)) as tf.Tensor2D;
  });
}

/**
 * L_ij = sum_v mask w CE(z_i, argmax p_j) / (sum_v mask + 1e-6), over all samples together; mask: H(p_i) > H(p_j). The gradient flows into
 * z_i alone.
 */
export function reliablePseudoLabelLoss(own: Opinion, peer: Opinion): { readonly loss: tf.Scalar; readonly share: tf.Scalar } {
  const [zi, zj] = [bySample(own.logits), bySample(peer.logits)];
  const { weights, count, labels, share } = withoutGradient(() =>
    tf.tidy(() => {
      const [pi, pj] = [tf.softmax(zi), tf.softmax(zj)] as [tf.Tensor3D, tf.Tensor3D];
      const mask = tf.cast(tf.squeeze(tf.greater(entropy(pi), entropy(pj)), [-1]), 'float32');
      return {
        weights: tf.mul(mask, reliability(pj, bySample(peer.features))),
        count: tf.add(tf.sum(mask), 1e-6),
        labels: tf.oneHot(tf.argMax(pj, -1) as tf.Tensor2D, pj.shape[2], 1, 0, 'float32'),
        share: tf.mean(mask) as tf.Scalar,
      };
    }),
  );
  const crossEntropy = tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(zi)), -1));
  return { loss: tf.div(tf.sum(tf.mul(weights, crossEntropy)), count) as tf.Scalar, share };
}
