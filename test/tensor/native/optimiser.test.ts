import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { gridValues, NOT_BUILT, relativeError, useNative, withoutAddon } from '../../core/ops/support';

const ATTRIBUTES = { learningRate: 0.05, momentum: 0.9, weightDecay: 1e-2 };
const COUNT = 1003;

function step(weights: tf.Tensor, gradient: tf.Tensor, momentumBuffer: tf.Tensor): void {
  tf.engine().runKernel('SgdMomentum', { weights, gradient, momentumBuffer }, ATTRIBUTES);
}

describe.skipIf(withoutAddon)(`SgdMomentum${NOT_BUILT}`, () => {
  it('is the update of its formula, step after step', async () => {
    await useNative();
    const weights = tf.tidy(() => tf.variable(tf.tensor1d(gridValues(COUNT, 1))));
    const buffer = tf.tidy(() => tf.variable(tf.zeros([COUNT]), false));
    const w = Float64Array.from(gridValues(COUNT, 1));
    const m = new Float64Array(COUNT);
    for (let iteration = 0; iteration < 5; iteration++) {
      const g = gridValues(COUNT, 10 + iteration);
      tf.tidy(() => step(weights, tf.tensor1d(g), buffer));
      w.forEach((value, i) => {
        m[i] = 0.9 * (m[i] ?? NaN) + (g[i] ?? NaN) + 1e-2 * value;
        w[i] = value - 0.05 * (m[i] ?? NaN);
      });
    }
    expect(relativeError(weights.dataSync(), w)).toBeLessThan(1e-6);
    expect(relativeError(buffer.dataSync(), m)).toBeLessThan(1e-6);
    tf.dispose([weights, buffer]);
  });

  it('never changes a clone, the tensor a variable was made from, or the array the user gave', async () => {
    await useNative();
    const array = gridValues(COUNT, 1);
    const initial = tf.tensor1d(array);
    const weights = tf.variable(initial);
    const buffer = tf.tidy(() => tf.variable(tf.zeros([COUNT]), false));
    const gradient = tf.ones([COUNT]);
    step(weights, gradient, buffer);
    const clone = weights.clone();
    const afterOne = weights.dataSync().slice();
    step(weights, gradient, buffer);
    expect(array).toEqual(gridValues(COUNT, 1));
    expect(initial.dataSync()).toEqual(array);
    expect(clone.dataSync()).toEqual(afterOne);
    expect(weights.dataSync()).not.toEqual(afterOne);
    tf.dispose([initial, weights, buffer, gradient, clone]);
  });

  it('refuses a shared tensor that is no variable, and other shapes', async () => {
    await useNative();
    const weights = tf.ones([3]);
    const shared = weights.clone();
    expect(() => step(weights, tf.ones([3]), tf.zeros([3]))).toThrow(/shared with another tensor/);
    expect(() => step(shared, tf.ones([4]), tf.zeros([3]))).toThrow(/gradient must have the weights' shape \[3\], got \[4\]/);
  });
});
