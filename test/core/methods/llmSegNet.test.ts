import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { drawCutMix, mixPatches } from '../../../src/core/augmentation/cutmix';
import { mixLogits } from '../../../src/core/augmentation/mixLogits';
import type { Experiment, ExperimentInput } from '../../../src/core/config/experiment';
import { parseExperiment } from '../../../src/core/config/experiment';
import { supervisedLoss } from '../../../src/core/losses/supervised';
import { usl } from '../../../src/core/losses/usl';
import { imageTensor, labelTensor } from '../../../src/core/methods/inputs';
import { methodOf } from '../../../src/core/methods/registry';
import type { Learner, StepMetrics } from '../../../src/core/methods/types';
import type { Batch } from '../../../src/core/sampling/types';
import { createExperimentSource } from '../../../src/core/training/source';
import { blobDataset } from '../../support/blob';
import '../../support/cpu';
import { relativeError } from '../../support/gradient';
import { modelOf, tinyLearner } from '../../support/tinyNetwork';

afterEach(() => tf.disposeVariables());

type MethodInput = Partial<Extract<NonNullable<ExperimentInput['method']>, { kind: 'llm-segnet' }>>;

/** Without noise, so that a step can be written again by hand. */
const experimentOf = (method: MethodInput = {}, rest: ExperimentInput = {}): Experiment =>
  parseExperiment({
    seed: 5,
    iterations: 10,
    patch: [8, 10, 6],
    batch: { labelled: 1, unlabelled: 2 },
    noise: { amplitude: 0, clamp: null },
    ...rest,
    method: { kind: 'llm-segnet', ...method },
  });

const dataset = blobDataset([12, 12, 12], 2, 3);

async function setUp(experiment: Experiment): Promise<{ learner: Learner; batch: Batch; step: () => Promise<StepMetrics> }> {
  const learner = tinyLearner(experiment);
  const batch = await createExperimentSource(experiment, dataset).batch(0);
  const { seed, iterations, supervised, noise } = experiment;
  const phase = { name: 'training', iteration: 0, iterations };
  const context = { seed, iteration: 0, iterations, phase, iterationsPerEpoch: 2, learningRate: 0.05, supervised, noise };
  return { learner, batch, step: () => learner.step(batch, context) };
}

const weightsOf = (learner: Learner, name: string): number[] =>
  Object.values(modelOf(learner, name).network.parameters).flatMap((variable) => [...variable.dataSync()]);

const forward = (learner: Learner, name: string, images: Float32Array, batch: Batch): tf.Tensor5D =>
  modelOf(learner, name).network.forward(imageTensor(images, batch), { training: true, seed: 0 });

describe('LLM-SegNet step', () => {
  it("reports the losses of the paper's equations, CutMix on B's input and its pseudo-label alike", async () => {
    const experiment = experimentOf();
    const { learner, batch, step } = await setUp(experiment);
    const plan = drawCutMix(
      { enabled: true, box: 'column', partners: 'batch' },
      { count: 3, labelled: 1, size: batch.size },
      { seed: 5, iteration: 0 },
    );
    const xMixed = mixPatches(batch.images, { size: batch.size, channels: 1 }, plan);
    xMixed.set(batch.images.subarray(0, batch.images.length / 3)); // the labelled patch stays whole
    const zA = forward(learner, 'A', batch.images, batch);
    const zB = forward(learner, 'B', batch.images, batch);
    const zBMixed = forward(learner, 'B', xMixed, batch);
    const weights = { crossEntropyWeight: 1, diceWeight: 1 };
    const expected = {
      A: {
        s: supervisedLoss(tf.slice(zA, 0, 1), labelTensor(batch), weights),
        u: usl.evaluate(tf.slice(zA, 1), tf.slice(zB, 1), { kind: 'usl' }),
      },
      B: {
        s: supervisedLoss(tf.slice(zBMixed, 0, 1), labelTensor(batch), weights),
        u: usl.evaluate(tf.slice(zBMixed, 1), await mixLogits(zA, plan, 1), { kind: 'usl' }),
      },
    };

    const metrics = await step();
    expect(metrics.lossWeight).toBeCloseTo(Math.exp(-5), 10);
    for (const name of ['A', 'B'] as const) {
      const { s, u } = expected[name];
      const [ce, dice] = s.parts.dataSync();
      const [confident, complement, uncertain, p, n, un] = u.parts.dataSync();
      const numbers = {
        supervised: s.total.dataSync()[0],
        ce,
        dice,
        unsupervised: u.total.dataSync()[0],
        confident,
        complement,
        uncertain,
      };
      expect(Object.keys(metrics.models[name] ?? {})).toEqual(Object.keys(numbers));
      for (const [part, value] of Object.entries(numbers))
        expect(metrics.models[name]?.[part], `${name}.${part}`).toBeCloseTo(value as number, 5);
      const voxels = 2 * 8 * 10 * 6;
      expect(metrics.shares?.[name]?.['confident']).toBeCloseTo((p as number) / voxels, 6);
      expect(metrics.shares?.[name]?.['complement']).toBeCloseTo((n as number) / voxels, 6);
      expect(metrics.shares?.[name]?.['uncertain']).toBeCloseTo((un as number) / voxels, 6);
    }
    const same = tf.mean(tf.cast(tf.equal(tf.argMax(tf.slice(zA, 1), -1), tf.argMax(tf.slice(zB, 1), -1)), 'float32'));
    expect(metrics.agreement).toBeCloseTo(same.dataSync()[0] as number, 6);
  });

  it('takes an SGD step down the whole loss of each model', async () => {
    const experiment = experimentOf({ cutmix: { enabled: false }, ramp: { length: 0 }, weight: 0.7 });
    const { learner, batch, step } = await setUp(experiment);
    const before = { A: weightsOf(learner, 'A'), B: weightsOf(learner, 'B') };
    const pseudo = { A: forward(learner, 'B', batch.images, batch), B: forward(learner, 'A', batch.images, batch) };
    const expected = Object.fromEntries(
      (['A', 'B'] as const).map((name) => {
        const variables = Object.values(modelOf(learner, name).network.parameters);
        const { grads } = tf.variableGrads(() => {
          const z = forward(learner, name, batch.images, batch);
          const s = supervisedLoss(tf.slice(z, 0, 1), labelTensor(batch), { crossEntropyWeight: 1, diceWeight: 1 }).total;
          const u = usl.evaluate(tf.slice(z, 1), tf.slice(pseudo[name], 1), { kind: 'usl' }).total;
          return tf.add(s, tf.mul(u, 0.7));
        }, variables);
        // The first step of SGD with momentum is one of plain SGD.
        const moved = variables.flatMap((variable) => {
          const gradient = (grads[variable.name] as tf.Tensor).dataSync();
          return [...variable.dataSync()].map((w, i) => -0.05 * ((gradient[i] as number) + 1e-4 * w));
        });
        return [name, moved];
      }),
    );
    await step();
    for (const name of ['A', 'B'] as const) {
      const moved = weightsOf(learner, name).map((value, i) => value - (before[name][i] as number));
      expect(relativeError(moved, expected[name] as number[])).toBeLessThan(1e-4);
    }
  });

  it('takes the same step with one joint or two separate forward passes when there is nothing random in them', async () => {
    const results: number[][] = [];
    for (const mode of ['joint', 'separate'] as const) {
      const { learner, step } = await setUp(experimentOf({ forward: mode, cutmix: { enabled: false }, ramp: { length: 0 } }));
      const metrics = await step();
      results.push([
        ...weightsOf(learner, 'A'),
        ...weightsOf(learner, 'B'),
        ...Object.values(metrics.models['A'] ?? {}),
        ...Object.values(metrics.models['B'] ?? {}),
      ]);
      tf.disposeVariables();
    }
    expect(relativeError(results[0] as number[], results[1] as number[])).toBeLessThan(1e-6);
  });

  it('draws noise of its own for every model and pass', async () => {
    const seen: Float32Array[] = [];
    const { learner, step } = await setUp(
      experimentOf({ forward: 'separate', cutmix: { enabled: false } }, { noise: { amplitude: 0.1 } }),
    );
    for (const name of ['A', 'B']) {
      const { network } = modelOf(learner, name);
      const original = network.forward.bind(network);
      network.forward = (x, options) => {
        seen.push(x.dataSync<'float32'>().slice());
        return original(x, options);
      };
    }
    await step();
    const [cleanA, cleanB, ...noisy] = seen;
    expect(cleanA).toEqual(cleanB);
    expect(noisy.length).toBe(4);
    for (const [i, one] of noisy.entries()) {
      const noise = one.map((value, k) => value - ((cleanA as Float32Array)[k] as number));
      expect(Math.max(...noise)).toBeGreaterThan(0.09);
      expect(Math.max(...noise)).toBeLessThan(0.1001);
      for (const other of noisy.slice(i + 1)) expect(other).not.toEqual(one);
    }
  });

  it('leaves running statistics alone while it makes pseudo-labels in evaluation mode', async () => {
    for (const [pseudoLabels, passes] of [
      ['training', 2],
      ['evaluation', 1],
    ] as const) {
      const { learner, step } = await setUp(experimentOf({ pseudoLabels }));
      await step();
      for (const name of ['A', 'B']) expect(modelOf(learner, name).network.buffers['passes']?.dataSync()[0]).toBe(passes);
      tf.disposeVariables();
    }
  });

  it('keeps no tensor behind, with every loss and both ways of passing forward', async () => {
    for (const kind of ['usl', 'nll', 'mse'] as const) {
      const { step } = await setUp(experimentOf({ forward: kind === 'nll' ? 'separate' : 'joint', unsupervised: { kind } }));
      await step();
      const before = tf.memory().numTensors;
      const metrics = await step();
      expect(tf.memory().numTensors).toBe(before);
      if (kind !== 'usl') {
        expect(metrics.shares).toBeUndefined();
        expect(metrics.models['A']?.['consistency']).toBe(metrics.models['A']?.['unsupervised']);
      }
      tf.disposeVariables();
    }
  });

  it('refuses settings of another method', () => {
    const experiment = experimentOf();
    const other = { ...experiment, method: parseExperiment({ method: { kind: 'supervised' } }).method };
    expect(() => methodOf('llm-segnet').declare(other)).toThrow();
    expect(() => methodOf('magic')).toThrow(/unknown method 'magic'; known: llm-segnet, supervised/);
  });
});
