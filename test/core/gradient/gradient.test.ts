import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { detach, withoutGradient } from '../../../src/core/gradient/detach';
import { addGradients, disposeGradient, lossGradient } from '../../../src/core/gradient/lossGradient';
import '../../support/cpu';

afterEach(() => tf.disposeVariables());

describe('detach', () => {
  it('keeps values and stops the gradient', () => {
    const x = tf.tensor1d([2, 3]);
    const gradient = tf.grad((v) => tf.sum(tf.mul(v, detach(v))))(x);
    expect([...gradient.dataSync()]).toEqual([2, 3]);
    expect([...detach(x).dataSync()]).toEqual([2, 3]);
  });

  it('records again afterwards, also when the function threw', () => {
    const x = tf.tensor1d([2, 3]);
    expect(() =>
      withoutGradient(() => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect([
      ...tf
        .grad((v) => tf.sum(tf.square(v)))(x)
        .dataSync(),
    ]).toEqual([4, 6]);
  });
});

describe('lossGradient', () => {
  const part = (x: tf.Tensor): tf.Tensor1D => tf.reshape(x, [1]) as tf.Tensor1D;

  it('gives gradients by parameter name and the parts, and frees the rest', () => {
    const parameters = {
      'a.filter': tf.variable(tf.tensor1d([1, 2])),
      'b.bias': tf.variable(tf.tensor1d([3, 4])),
      unused: tf.variable(tf.zeros([1])),
    };
    const before = tf.memory().numTensors;
    const gradient = lossGradient(parameters, () => {
      const total = tf.sum(tf.mul(parameters['a.filter'], parameters['b.bias'])) as tf.Scalar;
      return { total, parts: [part(total)] };
    });
    expect(Object.keys(gradient.gradients)).toEqual(['a.filter', 'b.bias']);
    expect([...(gradient.gradients['a.filter']?.dataSync() ?? [])]).toEqual([3, 4]);
    expect(gradient.parts[0]?.dataSync()[0]).toBe(11);
    expect(tf.memory().numTensors).toBe(before + 3);
    disposeGradient(gradient);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('adds up gradients of two losses', () => {
    const parameters = { a: tf.variable(tf.tensor1d([1, 2])), b: tf.variable(tf.tensor1d([3, 4])) };
    const before = tf.memory().numTensors;
    const of = (f: () => tf.Tensor) =>
      lossGradient(parameters, () => {
        const total = tf.sum(f()) as tf.Scalar;
        return { total, parts: [part(total)] };
      });
    const sum = addGradients(
      of(() => tf.mul(parameters.a, parameters.b)),
      of(() => tf.square(parameters.a)),
    );
    expect([...(sum.gradients['a']?.dataSync() ?? [])]).toEqual([5, 8]);
    expect([...(sum.gradients['b']?.dataSync() ?? [])]).toEqual([1, 2]);
    expect(sum.parts.map((p) => p.dataSync()[0])).toEqual([11, 5]);
    disposeGradient(sum);
    expect(tf.memory().numTensors).toBe(before);
  });
});
