import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createLearner } from '../../src/core/training/learner';
import { train } from '../../src/core/training/loop';
import { createStoredExperimentSource } from '../../src/core/training/source';
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from '../../src/io/run/checkpoints';
import { selectBackend } from '../../src/tensor/select';
import { phantomSource } from '../../src/trainer/data/phantom';
import { readTensors, restoreTensors } from '../../src/trainer/modelTensors';
import { temporaryFolder } from '../support/temporary';
import { TINY_PHANTOM, tinyOptions } from './tiny';

// Whole training runs, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = temporaryFolder();

beforeAll(async () => {
  await selectBackend({ backend: 'js' });
});

describe('checkpoint of the models', () => {
  it('carries everything: two iterations, a checkpoint and two more equal four in a row, bit for bit', async () => {
    const { experiment } = tinyOptions(join(folder, 'unused'), { iterations: 4 });
    const { cases } = await phantomSource(TINY_PHANTOM, 2).loadTraining(1, true, {});
    const data = createStoredExperimentSource(experiment, cases);

    const whole = createLearner(experiment);
    for await (const event of train({ experiment, learner: whole, data })) {
      if (event.iteration === 2) await saveCheckpoint(folder, { iteration: 2, tensors: await readTensors(whole), state: {} });
    }
    const expected = await readTensors(whole);
    whole.dispose();

    const [manifest] = await listCheckpoints(folder);
    if (!manifest) throw new Error('no checkpoint');
    const { tensors, iteration } = await loadCheckpoint(folder, manifest);
    const resumed = createLearner({ ...experiment, seed: experiment.seed + 1 });
    restoreTensors(resumed, tensors);
    for await (const event of train({ experiment, learner: resumed, data, startIteration: iteration }))
      expect(event.iteration).toBeGreaterThan(2);
    expect(await readTensors(resumed)).toEqual(expected);
    resumed.dispose();
  });

  it('refuses tensors of another experiment', async () => {
    const { experiment } = tinyOptions(join(folder, 'unused'));
    const learner = createLearner(experiment);
    const tensors = await readTensors(learner);
    const [first] = tensors;
    if (!first) throw new Error('no tensor');
    expect(() => restoreTensors(learner, tensors.slice(1))).toThrow(`the checkpoint lacks ${first.name}`);
    expect(() => restoreTensors(learner, [...tensors, { ...first, name: 'C.x' }])).toThrow(/C\.x, which the models lack/);
    expect(() => restoreTensors(learner, [{ ...first, shape: [1, ...first.shape] }, ...tensors.slice(1)])).toThrow(
      /in the checkpoint and/,
    );
    learner.dispose();
  });
});
