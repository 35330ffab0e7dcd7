import * as tf from '@tensorflow/tfjs-core';
import type { NamedVariables } from '../networks/variables';
import { forget, parameterOf, zerosLike } from './memory';
import type { Optimiser } from './types';

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
}

const EPSILON = 1e-8;

/**
 * Adam as PyTorch defines it (Kingma and Ba, arXiv 1412.6980, algorithm 1; weight decay is added to the gradient):
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w = w - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + 1e-8).
 */
export function createAdam(parameters: NamedVariables, { beta1, beta2, weightDecay }: AdamSettings): Optimiser {
  const first = zerosLike('first', parameters);
  const second = zerosLike('second', parameters);
  const steps = tf.tidy(() => tf.variable(tf.zeros([1], 'int32'), false));
  const state = { ...first, ...second, steps };

  function update(weights: tf.Variable, gradient: tf.Tensor, m: tf.Variable, v: tf.Variable, t: number, rate: number): void {
    const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weights, weightDecay));
    m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
    v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
    const spread = tf.add(tf.div(tf.sqrt(v), Math.sqrt(1 - beta2 ** t)), EPSILON);
    weights.assign(tf.sub(weights, tf.mul(tf.div(m, spread), rate / (1 - beta1 ** t))));
  }

  return {
    state,
    step(gradients, learningRate) {
      tf.tidy(() => steps.assign(tf.add(steps, tf.scalar(1, 'int32'))));
      const t = steps.dataSync()[0] as number;
      for (const [name, gradient] of Object.entries(gradients)) {
        const weights = parameterOf(parameters, name, gradient);
        const [m, v] = [first[`first.${name}`] as tf.Variable, second[`second.${name}`] as tf.Variable];
        tf.tidy(() => update(weights, gradient, m, v, t, learningRate));
      }
    },
    reset: () => forget(state),
    dispose: () => tf.dispose(Object.values(state)),
  };
}
