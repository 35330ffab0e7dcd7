/** What ties a segmentation to a signed distance map (Luo et al., AAAI 2021, arXiv 2009.04448: DTC). */
import * as tf from '@tensorflow/tfjs-core';
import { meanSquare } from './meanSquare';

/**
 * sigmoid(-k d): about 1 inside (d < 0), 0 outside (DTC, Eq. 2). In float32: at k = 1500 all but a shell of |d| < 0.01 is saturated, and
 * so without gradient.
 */
export function segmentationOf(d: tf.Tensor, k: number): tf.Tensor {
  return tf.tidy(() => tf.sigmoid(tf.mul(tf.cast(d, 'float32'), -k)));
}

/**
 * Mean of (sigmoid(-k d) - s)^2: both heads say the same. The gradient flows into both.
 * @param d signed distances in -1 .. 1 and @param s foreground probabilities, of one shape
 */
export function dualTaskConsistency(d: tf.Tensor, s: tf.Tensor, k: number): tf.Scalar {
  return tf.tidy(() => meanSquare(segmentationOf(d, k), s));
}
