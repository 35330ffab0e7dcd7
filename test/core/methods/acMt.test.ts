/** Numbers of the reference memo for AC-MT. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { entropy, maskedSquares } from '../../../src/core/losses/certainty';
import '../../support/cpu';
import { modelOf } from '../../support/tinyNetwork';
import { evenOut, setUp } from './support';

afterEach(() => tf.disposeVariables());

describe('AC-MT', () => {
  it('a student that says .9 has the entropy .469 ln 2 and is left alone; the threshold starts at .75135 ln 2, .7847', () => {
    const H = (p: number): number => (entropy(tf.tensor1d([p, 1 - p])).dataSync()[0] as number) / Math.LN2;
    expect(H(0.9)).toBeCloseTo(0.469, 4);
    const threshold = 0.75 + 0.2 * Math.exp(-5);
    expect(threshold).toBeCloseTo(0.75135, 5);
    expect(H(0.784)).toBeGreaterThan(threshold);
    expect(H(0.785)).toBeLessThan(threshold);
  });

  it('where no voxel is ambiguous the loss is 0, not a division by nothing', () => {
    const [p, q] = [tf.tensor2d([0.9, 0.1], [1, 2]), tf.tensor2d([0.2, 0.8], [1, 2])];
    expect(maskedSquares(p, q, tf.zeros([1, 1]), 2).dataSync()[0]).toBe(0);
  });

  it('an even guess is ambiguous in every voxel, from the start to the end of the run, by either measure', async () => {
    for (const ambiguity of ['entropy', 'mean-uncertainty']) {
      const { learner, step } = await setUp({ kind: 'ac-mt', ambiguity });
      evenOut(modelOf(learner, 'student').network.parameters);
      expect((await step(0)).numbers).toEqual({ ambiguous: 1 });
      evenOut(modelOf(learner, 'student').network.parameters);
      expect((await step(9)).numbers).toEqual({ ambiguous: 1 });
    }
  });

  it('a sure student learns nothing from its teacher', async () => {
    const { learner, step } = await setUp({ kind: 'ac-mt' });
    for (const [name, variable] of Object.entries(modelOf(learner, 'student').network.parameters))
      if (name.startsWith('head')) tf.tidy(() => variable.assign(tf.mul(variable, 1e6)));
    const { models, numbers } = await step(9);
    expect(numbers?.['ambiguous']).toBeLessThan(0.05);
    const few = models['student']?.['unsupervised'] as number;
    expect(Number.isFinite(few)).toBe(true);
  });

  it('the two measures find different voxels', async () => {
    const [one, other] = [await setUp({ kind: 'ac-mt' }), await setUp({ kind: 'ac-mt', ambiguity: 'mean-uncertainty' })];
    expect((await one.step(5)).numbers).not.toEqual((await other.step(5)).numbers);
  });
});
