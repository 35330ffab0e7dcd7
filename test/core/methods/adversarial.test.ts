/** Numbers of comparison-methods.md for SASSNet and DAN. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { adversarialLoss } from '../../../src/core/losses/adversarial';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';
import { modelOf } from '../../support/tinyNetwork';
import { setUp } from './support';

afterEach(() => tf.disposeVariables());

it("the adversarial loss's gradient is that of central differences", () => {
  const f = (z: tf.Tensor): tf.Scalar => adversarialLoss(z as tf.Tensor2D, [1, 0, 0]);
  const z = tf.randomNormal([3, 2], 0, 1, 'float32', 1);
  expect(relativeError(tapeGradient(f, z), differenceGradient(f, z, 1e-2))).toBeLessThan(5e-3);
});

describe.each([
  { kind: 'sassnet', weight: 0.01 },
  { kind: 'dan', weight: 0.1 },
])('$kind', ({ kind, weight }) => {
  it('a classifier of zeros has the loss ln 2 on both sides, and the weight starts at .0067 of its height', async () => {
    const { learner, step } = await setUp({ kind, weight, discriminator: { filters: 2 } });
    const { parameters } = modelOf(learner, 'discriminator').network;
    for (const name of ['classifier.filter', 'classifier.bias'])
      tf.tidy(() => parameters[name]?.assign(tf.zerosLike(parameters[name])));
    const { lossWeight, models } = await step();
    expect(models['A']?.['unsupervised']).toBeCloseTo(0.693147, 6);
    expect(models['discriminator']?.['loss']).toBeCloseTo(0.693147, 6);
    expect(lossWeight).toBeCloseTo(weight * 0.00673795, 8);
  });
});
