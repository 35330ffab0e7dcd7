import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { train } from '../../src/core/training/loop';
import { createModels, disposeModels } from '../../src/core/training/models';
import { createStoredExperimentSource } from '../../src/core/training/source';
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from '../../src/io/run/checkpoints';
import { selectBackend } from '../../src/tensor/select';
import { phantomSource } from '../../src/trainer/data/phantom';
import { readModels, restoreModels } from '../../src/trainer/modelTensors';
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

    const whole = createModels(experiment);
    for await (const event of train({ experiment, models: whole, data })) {
      if (event.iteration === 2) await saveCheckpoint(folder, { iteration: 2, tensors: await readModels(whole), state: {} });
    }
    const expected = await readModels(whole);
    disposeModels(whole);

    const [manifest] = await listCheckpoints(folder);
    if (!manifest) throw new Error('no checkpoint');
    const { tensors, iteration } = await loadCheckpoint(folder, manifest);
    const resumed = createModels({ ...experiment, seed: experiment.seed + 1 });
    restoreModels(resumed, tensors);
    for await (const event of train({ experiment, models: resumed, data, startIteration: iteration }))
      expect(event.iteration).toBeGreaterThan(2);
    expect(await readModels(resumed)).toEqual(expected);
    disposeModels(resumed);
  });

  it('refuses tensors of another experiment', async () => {
    const { experiment } = tinyOptions(join(folder, 'unused'));
    const models = createModels(experiment);
    const tensors = await readModels(models);
    const [first] = tensors;
    if (!first) throw new Error('no tensor');
    expect(() => restoreModels(models, tensors.slice(1))).toThrow(`the checkpoint lacks ${first.name}`);
    expect(() => restoreModels(models, [...tensors, { ...first, name: 'C.x' }])).toThrow(/C\.x, which the models lack/);
    expect(() => restoreModels(models, [{ ...first, shape: [1, ...first.shape] }, ...tensors.slice(1)])).toThrow(
      /in the checkpoint and/,
    );
    disposeModels(models);
  });
});
