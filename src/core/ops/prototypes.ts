/** Class prototypes: mean features of a class's voxels, and how near other voxels are to them. */
import * as tf from '@tensorflow/tfjs-core';

const TINY = 1e-12;

/** x / |x| along the last axis; 0 stays 0. */
function normalised(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.div(x, tf.maximum(tf.norm(x, 'euclidean', -1, true), TINY)));
}

/**
 * L2-normalised weighted mean of the features f [batch, voxels, channels] for each class of weights [batch, voxels, K]:
 * [batch, K, channels]. The sum has the mean's direction, so nothing is divided by the weights; a class without weight gets 0.
 */
export function prototypes(f: tf.Tensor3D, weights: tf.Tensor3D): tf.Tensor3D {
  return tf.tidy(() => normalised(tf.matMul(weights, f, true, false)) as tf.Tensor3D);
}

/** cos(f_v, c_k) [batch, voxels, K] of features [batch, voxels, channels] and normalised prototypes [batch, K, channels]. */
export function cosineSimilarity(f: tf.Tensor3D, prototype: tf.Tensor3D): tf.Tensor3D {
  return tf.tidy(() => tf.matMul(normalised(f) as tf.Tensor3D, prototype, false, true));
}
