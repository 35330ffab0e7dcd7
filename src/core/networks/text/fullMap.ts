import * as tf from '@tensorflow/tfjs-core';
import { declarePerceptron, meanOutput } from './perceptron';
import type { InjectionDefinition } from './types';

/**
 * h + beta z with a z of its own for every place: a learned prior of absolute position (docs/method.md 2.4). Its last layer has C d h w
 * outputs, and it holds for the patch size it was made for.
 */
export const fullMap: InjectionDefinition<'map'> = {
  id: 'map',
  create({ store, channels, place, hidden, size, beta }) {
    const [depth, height, width] = place;
    const perceptron = declarePerceptron(store, { size, hidden, outputs: depth * height * width * channels });
    return (h, vectors, remember) => {
      const [, d, r, w] = h.shape;
      if (d !== depth || r !== height || w !== width) {
        throw new Error(
          `text injection 'map': made for ${width} x ${height} x ${depth} places at the bottleneck (x, y, z), got ${w} x ${r} x ${d}; use patches of the training size, or 'broadcast'`,
        );
      }
      const map = (): tf.Tensor => tf.reshape(meanOutput(perceptron, vectors()), [depth, height, width, channels]);
      return tf.add(
        h,
        remember('text.map', () => tf.mul(map(), beta)),
      );
    };
  },
};
