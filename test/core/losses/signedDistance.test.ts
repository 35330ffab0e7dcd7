import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dualTaskConsistency, segmentationOf } from '../../../src/core/losses/signedDistance';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';

const numberOf = (x: tf.Tensor): number => x.dataSync()[0] as number;

it('a segmentation that fits its distances is consistent with them', () => {
  const y = tf.tensor1d([1, 0, 0, 1]);
  const d = tf.tensor1d([-1, 1, 1, -1]);
  expect(numberOf(dualTaskConsistency(d, y, 1500))).toBe(0);
  expect(numberOf(dualTaskConsistency(tf.neg(d), y, 1500))).toBe(1);
});

it('sigmoid(-1500 d) is saturated to 3.1e-7 at |d| = .01, and finite everywhere', () => {
  const [outside, inside, ...rest] = segmentationOf(tf.tensor1d([0.01, -0.01, 0, 1, -1]), 1500).dataSync();
  expect(outside).toBeCloseTo(3.06e-7, 9);
  expect(1 - (inside as number)).toBeLessThan(1e-6);
  expect(rest).toEqual([0.5, 0, 1]);
});

it('its gradients are those of central differences', () => {
  const d = tf.randomNormal([12], 0, 0.5, 'float32', 1);
  const s = tf.randomUniform([12], 0, 1, 'float32', 2);
  for (const [f, x] of [
    [(x: tf.Tensor) => dualTaskConsistency(x, s, 3), d],
    [(x: tf.Tensor) => dualTaskConsistency(d, x, 3), s],
  ] as const)
    expect(relativeError(tapeGradient(f, x), differenceGradient(f, x, 1e-2))).toBeLessThan(5e-3);
});

it('at k = 1500 the gradient lives in a thin shell, with the value of the formula', () => {
  const [values, s] = [[-0.002, 0.0005, 0.003, 0.5], 0.3];
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const expected = values.map((d) => {
    const p = sigmoid(-1500 * d);
    return (2 * (p - s) * -1500 * p * (1 - p)) / values.length;
  });
  const found = tapeGradient((d) => dualTaskConsistency(d, tf.fill([4], s), 1500), tf.tensor1d(values));
  expect(relativeError(found, expected)).toBeLessThan(1e-3);
  expect(found[3]).toBeCloseTo(0, 12);
});
