/** Numbers of comparison-methods.md for DTC. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { createConstants } from '../../../src/core/networks/constants';
import '../../support/cpu';
import { modelOf } from '../../support/tinyNetwork';
import { evenOut, setUp } from './support';

afterEach(() => tf.disposeVariables());

describe('DTC', () => {
  it('even heads, s = .5 and d = 0, agree and have the Dice of an even guess', async () => {
    const { learner, batch, step } = await setUp({ kind: 'dtc' });
    evenOut(modelOf(learner, 'A').network.parameters);
    const { lossWeight, models } = await step();
    expect(models['A']?.['unsupervised']).toBeCloseTo(0, 10);
    const foreground = batch.labels.reduce((sum, label) => sum + label, 0);
    expect(models['A']?.['supervised']).toBeCloseTo(1 - foreground / (batch.labels.length / 4 + foreground), 4);
    expect(lossWeight).toBeCloseTo(Math.exp(-5), 8);
  });

  it('the weight rises over the whole run', async () => {
    const { step } = await setUp({ kind: 'dtc' });
    expect((await step(5)).lossWeight).toBeCloseTo(Math.exp(-5 * 0.25), 6);
  });

  it('trains both heads, the distances also where only they are asked for', async () => {
    const supervised = { crossEntropyWeight: 0, diceWeight: 0, dice: 'foreground-squared' };
    const { learner, step } = await setUp({ kind: 'dtc', weight: 0 }, { supervised, optimiser: { weightDecay: 0 } });
    const { parameters } = modelOf(learner, 'A').network;
    const before = Object.entries(parameters).map(([name, variable]) => [name, [...variable.dataSync()]] as const);
    await step();
    const moved = before.filter(([name, values]) => values.some((value, i) => value !== parameters[name]?.dataSync()[i]));
    expect(moved.map(([name]) => name).sort()).toEqual(['filter', 'head.0.1']);
  });

  it('three classes have a pair of heads for each foreground class and probabilities that sum to 1', async () => {
    const { learner, step } = await setUp({ kind: 'dtc' }, { data: { classes: 3, labels: { 1: 1, 2: 2 } } });
    expect(Object.values(modelOf(learner, 'A').network.parameters).map(({ shape }) => shape.at(-1))).toEqual([3, 2, 2]);
    const p = learner.predictors[0]?.predict(tf.randomNormal([1, 8, 8, 8, 1]), createConstants()) as tf.Tensor5D;
    expect(p.shape).toEqual([1, 8, 8, 8, 3]);
    for (const sum of tf.sum(p, -1).dataSync()) expect(sum).toBeCloseTo(1, 5);
    const { models } = await step();
    for (const value of Object.values(models['A'] ?? {})) expect(Number.isFinite(value)).toBe(true);
  });
});
