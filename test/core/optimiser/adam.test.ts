import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { createAdam } from '../../../src/core/optimiser/adam';
import { createSgd } from '../../../src/core/optimiser/sgd';
import '../../support/cpu';

const GRADIENTS = [
  [0.5, 1],
  [0.25, -0.75],
  [-1, 0],
];

it("Adam is Kingma and Ba's algorithm 1, with weight decay in the gradient as PyTorch has it", () => {
  const weights = tf.variable(tf.tensor1d([1, -2]));
  const adam = createAdam({ weights }, { beta1: 0.9, beta2: 0.99, weightDecay: 1e-2 });
  const [w, m, v] = [
    [1, -2],
    [0, 0],
    [0, 0],
  ] as [number[], number[], number[]];
  GRADIENTS.forEach((gradient, step) => {
    adam.step({ weights: tf.tensor1d(gradient) }, 0.1);
    for (const i of [0, 1]) {
      const g = (gradient[i] as number) + 1e-2 * (w[i] as number);
      m[i] = 0.9 * (m[i] as number) + 0.1 * g;
      v[i] = 0.99 * (v[i] as number) + 0.01 * g * g;
      const t = step + 1;
      w[i] =
        (w[i] as number) - (0.1 * ((m[i] as number) / (1 - 0.9 ** t))) / (Math.sqrt((v[i] as number) / (1 - 0.99 ** t)) + 1e-8);
    }
    weights.dataSync().forEach((value, i) => expect(value).toBeCloseTo(w[i] as number, 5));
  });
  expect(adam.state['steps']?.dtype).toBe('int32');
  expect([...(adam.state['steps']?.dataSync() ?? [])]).toEqual([3]);
  adam.reset();
  for (const variable of Object.values(adam.state)) expect([...variable.dataSync()].every((value) => value === 0)).toBe(true);
});

it("Nesterov's momentum is PyTorch's: the gradient and the momentum after it", () => {
  const weights = tf.variable(tf.tensor1d([1, -2]));
  const sgd = createSgd({ weights }, { momentum: 0.9, weightDecay: 1e-2, nesterov: true });
  const [w, m] = [
    [1, -2],
    [0, 0],
  ] as [number[], number[]];
  for (const gradient of GRADIENTS) {
    sgd.step({ weights: tf.tensor1d(gradient) }, 0.1);
    for (const i of [0, 1]) {
      const g = (gradient[i] as number) + 1e-2 * (w[i] as number);
      m[i] = 0.9 * (m[i] as number) + g;
      w[i] = (w[i] as number) - 0.1 * (g + 0.9 * (m[i] as number));
    }
    weights.dataSync().forEach((value, i) => expect(value).toBeCloseTo(w[i] as number, 6));
  }
});
