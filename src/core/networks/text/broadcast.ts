import * as tf from '@tensorflow/tfjs-core';
import { declarePerceptron, meanOutput } from './perceptron';
import type { InjectionDefinition } from './types';

/** The paper's: h + beta z, one z a channel, the same at every place (Eq. 7). */
export const broadcast: InjectionDefinition<'broadcast'> = {
  id: 'broadcast',
  create({ store, channels, hidden, size, beta }) {
    const perceptron = declarePerceptron(store, { size, hidden, outputs: channels });
    return (h, vectors, remember) =>
      tf.add(
        h,
        remember('text.z', () => tf.mul(meanOutput(perceptron, vectors()), beta)),
      );
  },
};
