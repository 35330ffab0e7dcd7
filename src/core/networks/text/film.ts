import * as tf from '@tensorflow/tfjs-core';
import { declarePerceptron, meanOutput } from './perceptron';
import type { InjectionDefinition } from './types';

/** Scale and shift of every channel, h (1 + beta s) + beta z (FiLM, arXiv 1709.07871); the perceptron gives s, then z. */
export const film: InjectionDefinition<'film'> = {
  id: 'film',
  create({ store, channels, hidden, size, beta }) {
    const perceptron = declarePerceptron(store, { size, hidden, outputs: 2 * channels });
    return (h, vectors, remember) => {
      const scaleAndShift = remember('text.film', () => tf.mul(meanOutput(perceptron, vectors()), beta));
      const [s, z] = tf.split(scaleAndShift, 2) as [tf.Tensor1D, tf.Tensor1D];
      return tf.add(tf.mul(h, tf.add(s, 1)), z);
    };
  },
};
