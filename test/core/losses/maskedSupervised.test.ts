import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { maskedSupervisedLoss } from '../../../src/core/losses/maskedSupervised';
import { supervisedLoss } from '../../../src/core/losses/supervised';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';

const value = (x: tf.Tensor): number => x.dataSync()[0] as number;
const HALF = { crossEntropyWeight: 0.5, diceWeight: 0.5 };
const SHAPE = [2, 2, 3, 2] as const;

const logits = (K: number, seed = 1) => tf.randomNormal([...SHAPE, K], 0, 1, 'float32', seed);
const labels = (K: number) =>
  tf.tensor(
    Int32Array.from({ length: 24 }, (_, i) => (i * 7) % K),
    [...SHAPE],
    'int32',
  );
/** 1 in the first of two planes of depth. */
const mask = () =>
  tf.tensor(
    Float32Array.from({ length: 12 }, (_, i) => (i < 6 ? 1 : 0)),
    [1, 2, 3, 2, 1],
  );

describe('masked supervised loss', () => {
  it('is the supervised loss where the mask is 1 everywhere, and 0 where it is empty', () => {
    for (const K of [2, 3]) {
      const [z, y] = [logits(K), labels(K)];
      const ones = tf.ones([1, 2, 3, 2, 1]);
      const masked = maskedSupervisedLoss(z, y, ones, HALF);
      expect(value(masked.total)).toBeCloseTo(value(supervisedLoss(z, y, HALF).total), 5);
      for (const part of maskedSupervisedLoss(z, y, tf.zerosLike(ones), HALF).parts.dataSync()) expect(Math.abs(part)).toBe(0);
    }
  });

  it('looks at nothing but its voxels: the supervised loss of the part of the image that it keeps', () => {
    const [z, y] = [logits(3), labels(3)];
    const part = supervisedLoss(tf.slice(z, [0, 0], [2, 1]), tf.slice(y, [0, 0], [2, 1]), HALF);
    const masked = maskedSupervisedLoss(z, y, mask(), HALF);
    for (const [i, one] of part.parts.dataSync().entries()) expect(masked.parts.dataSync()[i]).toBeCloseTo(one, 5);
  });

  it('by hand: one sample, two voxels of which one counts', () => {
    // p = (.2, .8), truth foreground: CE = -ln .8, Dice of background 1 - e / (.2 + e), of foreground 1 - (1.6 + e) / (1.8 + e).
    const z = tf.tensor([Math.log(0.2), Math.log(0.8), 3, -1], [1, 1, 1, 2, 2]);
    const y = tf.tensor([1, 0], [1, 1, 1, 2], 'int32');
    const [ce, dice] = maskedSupervisedLoss(z, y, tf.tensor([1, 0], [1, 1, 1, 2, 1]), HALF).parts.dataSync();
    expect(ce).toBeCloseTo(-Math.log(0.8), 5);
    expect(dice).toBeCloseTo((1 - 1e-5 / (0.2 + 1e-5) + 1 - (1.6 + 1e-5) / (1.8 + 1e-5)) / 2, 5);
  });

  it('has the gradient that finite differences give, none of it outside the mask', () => {
    const y = labels(3);
    for (const dice of ['sample', 'squared'] as const) {
      const f = (x: tf.Tensor) => maskedSupervisedLoss(x, y, mask(), { ...HALF, dice }).total;
      const z = logits(3, 2);
      const gradient = tapeGradient(f, z);
      expect(relativeError(gradient, differenceGradient(f, z, 1e-2))).toBeLessThan(2e-3);
      const outside = tf.slice(tf.tensor(gradient, z.shape), [0, 1], [2, 1]);
      expect(value(tf.max(tf.abs(outside)))).toBe(0);
    }
  });
});
