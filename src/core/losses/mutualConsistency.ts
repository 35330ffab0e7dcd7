/** Mutual consistency of several predictions of one image (MC-Net+; MC-Net:code/train_mcnet_3d.py). */
import * as tf from '@tensorflow/tfjs-core';
import { byVoxel, classesOf } from './shapes';

/**
 * p^(1/T) / sum_k p_k^(1/T) of p = softmax(z): sharpening, which for two classes is MC-Net's p^(1/T) / (p^(1/T) + (1 - p)^(1/T)). It is
 * the softmax of z / T, which no power of a small p can take to zero or beyond.
 */
export function sharpened(z: tf.Tensor, temperature: number): tf.Tensor {
  return tf.softmax(tf.div(z, temperature));
}

/**
 * sum over ordered pairs i != j of mean (p_i - sharp(p_j))^2 over samples, voxels and classes, of logits [..., K]. Nothing is detached:
 * the gradient flows into both of a pair.
 */
export function mutualConsistency(logits: readonly tf.Tensor[], temperature: number): tf.Scalar {
  return tf.tidy(() => {
    const p = logits.map((z) => tf.softmax(byVoxel(z, classesOf(z))));
    const sharp = logits.map((z) => sharpened(byVoxel(z, classesOf(z)), temperature));
    const pairs = p.flatMap((pi, i) => sharp.filter((_, j) => j !== i).map((sj) => tf.mean(tf.squaredDifference(pi, sj))));
    return tf.addN(pairs) as tf.Scalar;
  });
}
