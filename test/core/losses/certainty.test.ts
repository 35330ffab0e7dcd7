import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { entropy, maskedSquares, meanEntropy } from '../../../src/core/losses/certainty';
import { meanSquare } from '../../../src/core/losses/meanSquare';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';

const numberOf = (x: tf.Tensor): number => x.dataSync()[0] as number;

it('entropy of an even guess is just below ln 2, for the 1e-6 in the logarithm', () => {
  expect(numberOf(entropy(tf.tensor2d([[0.5, 0.5]])))).toBeCloseTo(0.6931452, 6);
  expect(numberOf(entropy(tf.tensor2d([[0.5, 0.5]])))).toBeLessThan(Math.LN2);
});

it('mean entropy is 1 for uniform predictions of any number of classes and 0 for sure ones', () => {
  for (const classes of [2, 4]) {
    expect(numberOf(meanEntropy(tf.zeros([3, classes])))).toBeCloseTo(1, 6);
    const sure = tf.mul(tf.oneHot(tf.tensor1d([1, 0, 1], 'int32'), classes), 200);
    expect(numberOf(meanEntropy(sure))).toBeCloseTo(0, 6);
  }
  const z = tf.randomNormal([4, 3], 0, 1, 'float32', 1);
  expect(relativeError(tapeGradient(meanEntropy, z), differenceGradient(meanEntropy, z, 1e-2))).toBeLessThan(5e-3);
});

it('masked squares count where the mask does, and are 0 where it is empty', () => {
  const p = tf.tensor2d([
    [0.9, 0.1],
    [0.4, 0.6],
  ]);
  const q = tf.tensor2d([
    [0.5, 0.5],
    [0.5, 0.5],
  ]);
  const mask = (...values: number[]): tf.Tensor => tf.tensor2d(values, [2, 1]);
  expect(numberOf(maskedSquares(p, q, mask(1, 0), 2))).toBeCloseTo(0.16, 6);
  expect(numberOf(maskedSquares(p, q, mask(1, 1), 2))).toBeCloseTo(numberOf(meanSquare(p, q)), 6);
  expect(numberOf(maskedSquares(p, q, mask(0, 0), 2))).toBe(0);
  const z = tf.randomNormal([2, 2], 0, 1, 'float32', 2);
  for (const f of [
    (x: tf.Tensor) => maskedSquares(tf.softmax(x), q, mask(1, 0), 2),
    (x: tf.Tensor) => meanSquare(tf.softmax(x), q),
  ])
    expect(relativeError(tapeGradient(f, z), differenceGradient(f, z, 1e-2))).toBeLessThan(5e-3);
});
