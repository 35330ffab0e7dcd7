/** Numbers of the reference memo for BCP, and its two phases. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { withDefaultKinds } from '../../../src/core/config/defaultKinds';
import type { Experiment } from '../../../src/core/config/experiment';
import { parseExperiment } from '../../../src/core/config/experiment';
import { findingsOf } from '../../../src/core/config/warnings/registry';
import { declarationOf } from '../../../src/core/methods/registry';
import type { Learner } from '../../../src/core/methods/types';
import type { TrainEvent } from '../../../src/core/training/loop';
import { train } from '../../../src/core/training/loop';
import { createExperimentSource } from '../../../src/core/training/source';
import { decodeSafetensors, encodeSafetensors } from '../../../src/io/run/safetensors';
import { readTensors, restoreTensors } from '../../../src/trainer/modelTensors';
import { blobDataset } from '../../support/blob';
import '../../support/cpu';
import { modelOf, tinyLearner } from '../../support/tinyNetwork';

afterEach(() => tf.disposeVariables());

const dataset = blobDataset([12, 12, 12], 2, 3);

function experimentOf(method: object, rest: object = {}): Experiment {
  return parseExperiment(
    withDefaultKinds({ seed: 5, iterations: 6, patch: [8, 8, 8], ...rest, method: { kind: 'bcp', ...method } }),
  );
}

async function run(experiment: Experiment, learner: Learner, from = 0, to = experiment.iterations): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of train({
    experiment,
    learner,
    data: createExperimentSource(experiment, dataset),
    startIteration: from,
  })) {
    events.push(event);
    if (event.iteration === to) break;
  }
  return events;
}

const withoutTimes = (events: readonly TrainEvent[]) => events.map(({ seconds: _, dataSeconds: __, ...rest }) => rest);
const numbersOf = (learner: Learner, name: string) =>
  Object.values(modelOf(learner, name).network.parameters).flatMap((variable) => [...variable.dataSync()]);

describe('BCP', () => {
  it('gives 2 of 17 parts of the run to pretraining on labelled patches, at a constant rate', () => {
    const phasesOf = (iterations: number, method = {}) => declarationOf(experimentOf(method, { iterations })).phases;
    expect(phasesOf(17_000)).toMatchObject([
      {
        name: 'pretraining',
        iterations: 2000,
        patches: { labelled: 2, unlabelled: 0 },
        schedule: { schedule: 'constant' },
      },
      { name: 'self-training', iterations: 15_000, patches: { labelled: 2, unlabelled: 2 } },
    ]);
    expect(phasesOf(2).map(({ iterations }) => iterations)).toEqual([1, 1]);
    expect(phasesOf(1).map(({ name }) => name)).toEqual(['self-training']);
    expect(phasesOf(100, { pretraining: 0 }).map(({ name }) => name)).toEqual(['self-training']);
  });

  it('steps the rate down every 2,500 iterations of self-training, not of the run', async () => {
    const experiment = experimentOf({ pretraining: 0.5 }, { optimiser: { stepEvery: 2 } });
    const events = await run(experiment, tinyLearner(experiment));
    expect(experimentOf({}).optimiser).toMatchObject({ learningRate: 0.01, schedule: 'step', stepEvery: 2500, stepFactor: 0.1 });
    const rates = events.map(({ lr }) => lr);
    for (const [i, rate] of [0.01, 0.01, 0.01, 0.01, 0.01, 0.001].entries()) expect(rates[i]).toBeCloseTo(rate, 9);
    expect(events.map(({ phase, lossWeight }) => [phase, lossWeight])).toEqual([
      ...new Array(3).fill(['pretraining', 0]),
      ...new Array(3).fill(['self-training', 0.5]),
    ]);
  });

  it('student and teacher both start self-training from the pretrained weights, with an optimiser that remembers nothing', async () => {
    const experiment = experimentOf({ pretraining: 0.5 }, { optimiser: { learningRate: 0.05 } });
    const learner = tinyLearner(experiment);
    await run(experiment, learner, 0, 3);
    const pretrained = numbersOf(learner, 'student');
    expect(numbersOf(learner, 'teacher')).toEqual(pretrained);

    // The first step of self-training is the same whatever momentum pretraining has left.
    const momentum = Object.values(modelOf(learner, 'student').optimiser.state);
    tf.tidy(() => momentum.map((variable) => variable.assign(tf.onesLike(variable))));
    await run(experiment, learner, 3, 4);
    const other = tinyLearner(experiment);
    await run(experiment, other, 0, 4);
    expect(numbersOf(other, 'student')).toEqual(numbersOf(learner, 'student'));

    // theta_t = .99 theta_t + .01 theta_s from the first step on
    const [student, teacher] = [numbersOf(learner, 'student'), numbersOf(learner, 'teacher')];
    for (const [i, theta] of teacher.entries())
      expect(theta).toBeCloseTo(0.99 * (pretrained[i] as number) + 0.01 * (student[i] as number), 6);
    expect(student).not.toEqual(pretrained);
  });

  it('stopped before, at and after the border of its phases, goes on bit for bit', async () => {
    const experiment = experimentOf({ pretraining: 0.5 }, { optimiser: { learningRate: 0.05 } });
    const whole = tinyLearner(experiment);
    const events = await run(experiment, whole);
    for (const stop of [2, 3, 4]) {
      const first = tinyLearner(experiment);
      const before = await run(experiment, first, 0, stop);
      const blocks = encodeSafetensors(await readTensors(first), {});
      const second = tinyLearner(experimentOf({ pretraining: 0.5 }, { seed: 99 }));
      restoreTensors(second, decodeSafetensors(Buffer.concat(blocks)).tensors);
      const after = await run(experiment, second, stop);
      expect(withoutTimes([...before, ...after])).toEqual(withoutTimes(events));
      expect(await readTensors(second)).toEqual(await readTensors(whole));
    }
  });

  it('asks for an even number of labelled patches and as many unlabelled ones', () => {
    const found = (labelled: number, unlabelled: number) =>
      findingsOf(experimentOf({}, { batch: { labelled, unlabelled } })).filter(({ path }) => path === 'batch');
    expect(found(2, 2)).toEqual([]);
    expect(found(4, 4)).toEqual([]);
    for (const [labelled, unlabelled] of [
      [1, 1],
      [2, 4],
      [3, 3],
    ] as const) {
      expect(found(labelled, unlabelled)).toMatchObject([{ severity: 'error' }]);
      expect(found(labelled, unlabelled)[0]?.message).toContain(`${labelled} labelled and ${unlabelled} unlabelled`);
      expect(() => tinyLearner(experimentOf({}, { batch: { labelled, unlabelled } }))).toThrow(/even number/);
    }
  });
});
