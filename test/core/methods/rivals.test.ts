/** Numbers of comparison-methods.md for mean teacher, UA-MT, CPS, EM and DMD. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { diceLoss } from '../../../src/core/losses/dice';
import { warmDecay } from '../../../src/core/methods/follow';
import '../../support/cpu';
import { modelOf } from '../../support/tinyNetwork';
import { evenOut, setUp } from './support';

afterEach(() => tf.disposeVariables());

const weightsOf = (learner: Parameters<typeof modelOf>[0], name: string): Float32Array[] =>
  Object.values(modelOf(learner, name).network.parameters).map((variable) => variable.dataSync<'float32'>().slice());

describe('mean teacher', () => {
  it('the teacher equals the student after one step, whatever it was before, and then follows', async () => {
    const { learner, step } = await setUp({ kind: 'mean-teacher' });
    const [theta] = Object.values(modelOf(learner, 'teacher').network.parameters);
    theta?.assign(tf.fill(theta.shape, 7));
    await step(0);
    expect(weightsOf(learner, 'teacher')).toEqual(weightsOf(learner, 'student'));
    const before = weightsOf(learner, 'teacher');
    await step(1);
    const [student, teacher] = [weightsOf(learner, 'student'), weightsOf(learner, 'teacher')];
    teacher.forEach((values, i) => {
      values.forEach((value, k) => expect(value).toBeCloseTo(((before[i]?.[k] ?? 0) + (student[i]?.[k] ?? 0)) / 2, 6));
    });
    expect([0, 1, 49, 99, 1000].map((iteration) => warmDecay(0.99, iteration))).toEqual([0, 0.5, 0.98, 0.99, 0.99]);
  });

  it('loses nothing where teacher and student agree', async () => {
    const { step } = await setUp({ kind: 'mean-teacher', noise: 0 });
    expect((await step()).models['student']?.['unsupervised']).toBeCloseTo(0, 10);
  });
});

describe('UA-MT', () => {
  it('an even guess is uncertain at the start (threshold .52103) and certain at the end of the run (ln 2)', async () => {
    const { learner, step } = await setUp({ kind: 'ua-mt' });
    evenOut(modelOf(learner, 'teacher').network.parameters);
    const first = await step(0);
    expect(first.numbers).toEqual({ certain: 0 });
    expect(first.models['student']?.['unsupervised']).toBe(0);
    expect((0.75 + 0.25 * Math.exp(-5)) * Math.LN2).toBeCloseTo(0.52103, 5);
    const later = await setUp({ kind: 'ua-mt' });
    evenOut(modelOf(later.learner, 'teacher').network.parameters);
    expect((await later.step(10)).numbers).toEqual({ certain: 1 });
  });

  it('loses nothing where teacher and student agree', async () => {
    const { step } = await setUp({ kind: 'ua-mt', noise: 0 });
    expect((await step(10)).models['student']?.['unsupervised']).toBeCloseTo(0, 10);
  });

  it("the released code's 2 makes another loss of 3 classes", async () => {
    const losses: unknown[] = [];
    for (const variant of ['intended', 'released']) {
      const { step } = await setUp({ kind: 'ua-mt', variant }, { data: { classes: 3, labels: { 1: 1, 2: 2 } } });
      const { models, numbers } = await step(10);
      losses.push([models['student']?.['unsupervised'], numbers]);
    }
    expect(losses[0]).not.toEqual(losses[1]);
  });
});

describe('CPS', () => {
  it('each cross term of even guesses is ln 2, and the other network takes the other place', async () => {
    const { learner, step } = await setUp({ kind: 'cps' });
    for (const name of ['A', 'B']) evenOut(modelOf(learner, name).network.parameters);
    const { models } = await step();
    for (const name of ['A', 'B']) expect(models[name]?.['unsupervised']).toBeCloseTo(Math.LN2, 6);
  });

  it('swapping the networks swaps the losses', async () => {
    const [one, two] = [await setUp({ kind: 'cps' }), await setUp({ kind: 'cps' })];
    for (const [from, to] of [
      ['A', 'B'],
      ['B', 'A'],
    ] as const) {
      const target = modelOf(two.learner, to).network.parameters;
      for (const [name, variable] of Object.entries(modelOf(one.learner, from).network.parameters))
        target[name]?.assign(variable);
    }
    const [first, second] = [await one.step(), await two.step()];
    expect(second.models).toEqual({ A: first.models['B'], B: first.models['A'] });
  });

  it('starts from networks of different kinds of first values', async () => {
    const { learner } = await setUp({ kind: 'cps' });
    expect(weightsOf(learner, 'A')).not.toEqual(weightsOf(learner, 'B'));
  });
});

it('EM: an even guess has the loss 1', async () => {
  const { learner, step } = await setUp({ kind: 'em' });
  evenOut(modelOf(learner, 'A').network.parameters);
  expect((await step()).models['A']?.['unsupervised']).toBeCloseTo(1, 6);
});

describe('DMD', () => {
  it('equal networks have nothing to distil, at any temperature', async () => {
    for (const temperature of [1, 2, 5]) {
      const { learner, step } = await setUp({ kind: 'dmd', temperature });
      const B = modelOf(learner, 'B').network.parameters;
      for (const [name, variable] of Object.entries(modelOf(learner, 'A').network.parameters)) B[name]?.assign(variable);
      expect((await step()).models['A']?.['unsupervised']).toBeCloseTo(0, 5);
    }
  });

  it('one voxel of logits 2 and -2 at temperature 2 has the loss .351946', () => {
    const p = (z: number): tf.Tensor => {
      const foreground = 1 / (1 + Math.exp(-z / 2));
      return tf.tensor([1 - foreground, foreground], [1, 1, 2]);
    };
    expect(diceLoss(p(2), p(-2), 'foreground-squared').dataSync()[0]).toBeCloseTo(0.351946, 4);
  });
});
