import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { mutualConsistency, sharpened } from '../../../src/core/losses/mutualConsistency';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';

/** Logits of two classes whose second has probability p in every voxel. */
const everywhere = (p: number): tf.Tensor => tf.tile(tf.tensor([Math.log(1 - p), Math.log(p)], [1, 1, 1, 1, 2]), [2, 2, 3, 1, 1]);
const value = (x: tf.Tensor): number => x.dataSync()[0] as number;

describe('mutual consistency', () => {
  it('is .879923 for three decoders that all say .6, and .293308 for two (MC-Net+, MC-Net)', () => {
    const z = everywhere(0.6);
    expect(value(mutualConsistency([z, z, z], 0.1))).toBeCloseTo(0.879923, 6);
    expect(value(mutualConsistency([z, z], 0.1))).toBeCloseTo(0.293308, 6);
  });

  it('is 0 where sharpening changes nothing: at one half, and where all are certain', () => {
    for (const p of [0.5, 1 - 1e-9]) expect(value(mutualConsistency([everywhere(p), everywhere(p)], 0.1))).toBeLessThan(1e-9);
  });

  it('sharpens to p^(1/T) over the sum of all classes, whatever their number', () => {
    const p = [0.5, 0.3, 0.2];
    const powers = p.map((one) => one ** 10);
    const sum = powers.reduce((a, b) => a + b);
    const sharp = [...sharpened(tf.log(tf.tensor1d(p)), 0.1).dataSync()];
    for (const [k, power] of powers.entries()) expect(sharp[k]).toBeCloseTo(power / sum, 5);
  });

  it('has the gradient that finite differences give, for each of the predictions', () => {
    const a = tf.tensor([0.3, -0.2, 0.1, 0.4, 0.05, -0.1], [1, 1, 1, 2, 3]);
    const b = tf.tensor([-0.1, 0.25, 0.3, -0.2, 0.1, 0.2], [1, 1, 1, 2, 3]);
    for (const f of [
      (x: tf.Tensor) => mutualConsistency([x, b], 0.5),
      (x: tf.Tensor) => mutualConsistency([b, x], 0.5),
      (x: tf.Tensor) => mutualConsistency([x, x, b], 0.5),
    ])
      expect(relativeError(tapeGradient(f, a), differenceGradient(f, a, 1e-2))).toBeLessThan(2e-3);
  });
});
