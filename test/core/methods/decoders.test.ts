/** Numbers of the reference memo for MC-Net+ and MLRPL: one network, several decoders. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { createConstants } from '../../../src/core/networks/constants';
import '../../support/cpu';
import { modelOf } from '../../support/tinyNetwork';
import { evenOut, setUp } from './support';

afterEach(() => tf.disposeVariables());

describe('MC-Net+', () => {
  it('three decoders, of which the first is the result; even guesses are consistent', async () => {
    const { learner, step } = await setUp({ kind: 'mc-net-plus' });
    expect(learner.declaration.headline).toBe('decoder-1');
    expect(learner.predictors.map(({ name }) => name)).toEqual(['decoder-1', 'decoder-2', 'decoder-3']);
    evenOut(modelOf(learner, 'network').network.parameters);
    const { models } = await step(0);
    expect(models['network']?.['unsupervised']).toBeCloseTo(0, 10);
    // Dice of .5 everywhere against n foreground voxels of V, half of it counted: the same for each decoder.
    const dice = models['decoder-1']?.['dice'] as number;
    expect(models['network']?.['supervised']).toBeCloseTo(1.5 * dice, 5);
    expect(models['decoder-3']?.['dice']).toBeCloseTo(dice, 6);
  });

  it('each predictor is its own decoder', async () => {
    const { learner } = await setUp({ kind: 'mc-net-plus' });
    const { parameters } = modelOf(learner, 'network').network;
    evenOut(Object.fromEntries(Object.entries(parameters).filter(([name]) => name === 'head.1.0')));
    const x = tf.randomNormal<tf.Rank.R5>([1, 8, 8, 8, 1]);
    const spread = learner.predictors.map(({ predict }) => {
      const p = predict(x, createConstants());
      return (tf.max(p).dataSync()[0] as number) - 0.5;
    });
    expect(spread[1]).toBeCloseTo(0, 6);
    expect(spread[0]).toBeGreaterThan(1e-3);
    expect(spread[2]).toBeGreaterThan(1e-3);
  });

  it('its losses have the weights of its paper: Dice .5, consistency 1 at the end of the ramp, rate .01 constant', async () => {
    const { experiment, step } = await setUp({ kind: 'mc-net-plus' });
    expect(experiment.supervised).toEqual({ crossEntropyWeight: 0, diceWeight: 0.5, dice: 'foreground' });
    expect(experiment.optimiser).toMatchObject({ learningRate: 0.01, schedule: 'constant' });
    expect((await step(0)).lossWeight).toBeCloseTo(Math.exp(-5), 6);
    expect((await step(4)).lossWeight).toBe(1);
  });
});

describe('MLRPL', () => {
  it('decoders that are equally sure teach each other nothing', async () => {
    const { learner, step } = await setUp({ kind: 'mlrpl' });
    evenOut(modelOf(learner, 'network').network.parameters);
    const { models, numbers } = await step(9);
    expect(numbers).toEqual({ taught1: 0, taught2: 0 });
    expect(models['network']?.['unsupervised']).toBe(0);
  });

  it('in a voxel at most one of the two is taught', async () => {
    const { step } = await setUp({ kind: 'mlrpl' });
    const { numbers, models } = await step(9);
    const [one, two] = [numbers?.['taught1'] as number, numbers?.['taught2'] as number];
    expect(one + two).toBeGreaterThan(0.9);
    expect(one + two).toBeLessThanOrEqual(1 + 1e-6);
    expect(models['network']?.['unsupervised']).toBeGreaterThan(0);
  });
});
