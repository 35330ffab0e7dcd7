import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { createSgd } from '../../../src/core/optimiser/sgd';
import '../../support/cpu';

afterEach(() => tf.disposeVariables());

describe('SGD', () => {
  it('makes the steps of torch.optim.SGD(lr=.05, momentum=.9, weight_decay=1e-4)', () => {
    const weights = tf.variable(tf.tensor1d([1, -2]));
    const sgd = createSgd({ weights }, { momentum: 0.9, weightDecay: 1e-4 });
    const expected = [1, -2];
    const momentum = [0, 0];
    const gradients = [
      [0.5, 1],
      [0.25, -0.75],
      [-1, 0],
    ];
    gradients.forEach((gradient, step) => {
      const rate = 0.05 / (step + 1);
      sgd.step({ weights: tf.tensor1d(gradient) }, rate);
      for (const i of [0, 1]) {
        momentum[i] = 0.9 * (momentum[i] as number) + (gradient[i] as number) + 1e-4 * (expected[i] as number);
        expected[i] = (expected[i] as number) - rate * (momentum[i] as number);
      }
      weights.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 6));
      sgd.state['momentum.weights']?.dataSync().forEach((value, i) => expect(value).toBeCloseTo(momentum[i] as number, 6));
    });
  });

  it('leaves a parameter without a gradient as it is, and keeps no tensor behind', () => {
    const a = tf.variable(tf.tensor1d([1]));
    const b = tf.variable(tf.tensor1d([2]));
    const sgd = createSgd({ a, b }, { momentum: 0.9, weightDecay: 0.5 });
    const gradient = tf.tensor1d([1]);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) sgd.step({ a: gradient }, 0.1);
    expect(tf.memory().numTensors).toBe(before);
    expect(b.dataSync()[0]).toBe(2);
    expect(a.dataSync()[0]).not.toBe(1);
    sgd.dispose();
    expect(tf.memory().numTensors).toBe(before - 2);
  });

  it('refuses gradients that fit no parameter', () => {
    const sgd = createSgd({ a: tf.variable(tf.zeros([2])) }, { momentum: 0.9, weightDecay: 0 });
    expect(() => sgd.step({ b: tf.zeros([2]) }, 0.1)).toThrow("gradient of unknown parameter 'b'");
    expect(() => sgd.step({ a: tf.zeros([3]) }, 0.1)).toThrow("gradient of 'a' is [3], the parameter [2]");
  });
});
