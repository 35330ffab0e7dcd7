import * as tf from '@tensorflow/tfjs-core';
import { declareDense, declarePerceptron } from './perceptron';
import type { InjectionDefinition } from './types';

/** Width of queries and keys. */
const ATTENTION = 64;

/**
 * Every place asks which responses matter to it: h + beta sum_i a_i z_i with z_i = MLP(e_i) and a = softmax(q(h) k(e) / sqrt(64)). With
 * equal attention it is 'broadcast'; otherwise the only one here whose text term depends on the image.
 */
export const crossAttention: InjectionDefinition<'cross-attention'> = {
  id: 'cross-attention',
  create({ store, channels, hidden, size, beta }) {
    const perceptron = declarePerceptron(store, { size, hidden, outputs: channels });
    const query = declareDense(store, 'text.query', channels, ATTENTION);
    const key = declareDense(store, 'text.key', size, ATTENTION);
    return (h, vectors, remember) => {
      const places = tf.reshape(h, [h.size / channels, channels]);
      const keys = remember('text.keys', () => key(vectors()));
      const z = remember('text.z', () => perceptron(vectors()));
      const scores = tf.mul(tf.matMul(query(places as tf.Tensor2D), keys, false, true), 1 / Math.sqrt(ATTENTION));
      const read = tf.matMul(tf.softmax(scores), z);
      return tf.add(h, tf.mul(tf.reshape(read, h.shape), beta));
    };
  },
};
