/** What every method must hold. A new one is covered by its line in the registry. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { withDefaultKinds } from '../../../src/core/config/defaultKinds';
import type { Experiment } from '../../../src/core/config/experiment';
import { parseExperiment } from '../../../src/core/config/experiment';
import { chartsOf } from '../../../src/core/curves/charts';
import { declarationSchema, namesOf, segmenters } from '../../../src/core/declaration/declaration';
import { declarationOf, methodOf, methods } from '../../../src/core/methods/registry';
import type { Learner } from '../../../src/core/methods/types';
import { createConstants } from '../../../src/core/networks/constants';
import type { TrainEvent } from '../../../src/core/training/loop';
import { train, trainLine } from '../../../src/core/training/loop';
import { createExperimentSource } from '../../../src/core/training/source';
import { decodeSafetensors, encodeSafetensors } from '../../../src/io/run/safetensors';
import { readTensors, restoreTensors } from '../../../src/trainer/modelTensors';
import { blobDataset } from '../../support/blob';
import '../../support/cpu';
import { tinyLearner } from '../../support/tinyNetwork';

afterEach(() => tf.disposeVariables());

const dataset = blobDataset([18, 18, 18], 2, 3);
const ids = methods.map(({ id }) => id);

/** Settings that keep a method small enough for plain JavaScript. */
const SMALL: Readonly<Record<string, object>> = {
  sassnet: { discriminator: { filters: 2 } },
  dan: { discriminator: { filters: 2 } },
};

/** Two of each, so that methods that pair samples can; small enough for plain JavaScript. */
function experimentOf(kind: string, iterations: number, seed = 1): Experiment {
  // One rate for all: 40 iterations are few for the .01 of some papers.
  const optimiser = { learningRate: 0.05 };
  const input = {
    seed,
    iterations,
    patch: [8, 8, 8],
    batch: { labelled: 2, unlabelled: 2 },
    optimiser,
    method: { kind, ...SMALL[kind] },
  };
  return parseExperiment(withDefaultKinds(input));
}

async function run(experiment: Experiment, learner: Learner, from = 0, to = experiment.iterations): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  const data = createExperimentSource(experiment, dataset);
  for await (const event of train({ experiment, learner, data, startIteration: from })) {
    events.push(event);
    if (event.iteration === to) break;
  }
  return events;
}

const withoutTimes = (events: readonly TrainEvent[]) => events.map(({ seconds: _, dataSeconds: __, ...rest }) => rest);

/** Words that a line of metrics.jsonl has besides the models'. */
const RESERVED = [
  'kind',
  'iteration',
  'seconds',
  'dataSeconds',
  'lr',
  'lossWeight',
  'phase',
  'shares',
  'agreement',
  'analysis',
  'memory',
  'run',
];

describe.each(ids)('%s', (id) => {
  it('declares what it builds', () => {
    const experiment = experimentOf(id, 6);
    const learner = tinyLearner(experiment);
    const { declaration } = learner;
    expect(declarationSchema.parse(JSON.parse(JSON.stringify(declaration)))).toEqual(declaration);
    expect(declaration.id).toBe(id);
    expect(declaration.models).toEqual(
      learner.models.map(({ name, optimiser }, i) => ({ ...declaration.models[i], name, trained: optimiser !== null })),
    );
    const predictors = declaration.predictors.map(({ name }) => name);
    expect(learner.predictors.map(({ name }) => name)).toEqual(segmenters(declaration));
    for (const { mean = [] } of declaration.predictors) expect(segmenters(declaration)).toEqual(expect.arrayContaining(mean));
    expect(predictors).toEqual(expect.arrayContaining([declaration.headline, declaration.selectedBy]));
    expect(declaration.phases.reduce((sum, { iterations }) => sum + iterations, 0)).toBe(experiment.iterations);
    expect(namesOf(declaration).filter((name) => RESERVED.includes(name))).toEqual([]);
    const names = declaration.models.map(({ name }) => name);
    for (const { teacher, student } of declaration.teaching) expect(names).toEqual(expect.arrayContaining([teacher, student]));
    const charts = chartsOf(declaration);
    expect(new Set(charts.map(({ id: chart }) => chart)).size).toBe(charts.length);
    for (const { of } of charts.flatMap(({ curves }) => curves)) expect([...namesOf(declaration), 'run']).toContain(of);
  });

  it('predicts class probabilities', () => {
    const experiment = experimentOf(id, 6);
    for (const { predict } of tinyLearner(experiment).predictors) {
      const p = predict(tf.randomNormal([2, 8, 8, 8, 1]), createConstants());
      expect(p.shape).toEqual([2, 8, 8, 8, experiment.data.classes]);
      for (const sum of tf.sum(p, -1).dataSync()) expect(sum).toBeCloseTo(1, 5);
    }
  });

  it('reports every number that its charts draw, and keeps no tensor behind', async () => {
    const experiment = experimentOf(id, 6);
    const learner = tinyLearner(experiment);
    const drawn = new Map<string, boolean>();
    const counts: number[] = [];
    for await (const event of train({ experiment, learner, data: createExperimentSource(experiment, dataset) })) {
      counts.push(tf.memory().numTensors);
      const line = trainLine(event);
      for (const { clock, curves } of chartsOf(learner.declaration))
        for (const { column } of clock === 'train' ? curves : []) {
          const value = column.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], line);
          drawn.set(column, (drawn.get(column) ?? false) || typeof value === 'number');
        }
    }
    // Labels that are hidden from training are not there.
    expect([...drawn].filter(([column, found]) => !found && !column.startsWith('analysis.'))).toEqual([]);
    expect(new Set(counts.slice(1)).size).toBe(1);
  });

  it('looks at the noise of the experiment, unless it says that it does not', async () => {
    const linesWith = async (amplitude: number) => {
      const experiment = { ...experimentOf(id, 2), noise: { ...experimentOf(id, 2).noise, amplitude } };
      return withoutTimes(await run(experiment, tinyLearner(experiment)));
    };
    const differ = JSON.stringify(await linesWith(0)) !== JSON.stringify(await linesWith(0.5));
    expect(differ).toBe(!(methodOf(id).ignores ?? []).includes('noise'));
  });

  it('killed and resumed from its checkpoint at any iteration, gives the uninterrupted run bit for bit', async () => {
    const experiment = experimentOf(id, 4);
    const whole = tinyLearner(experiment);
    const events = await run(experiment, whole);
    for (const stop of [1, 2, 3]) {
      const first = tinyLearner(experiment);
      const before = await run(experiment, first, 0, stop);
      const blocks = encodeSafetensors(await readTensors(first), {});
      // A process that comes back starts from other numbers, which the checkpoint must replace, all of them.
      const second = tinyLearner(experimentOf(id, 4, 99));
      restoreTensors(second, decodeSafetensors(Buffer.concat(blocks)).tensors);
      const after = await run(experiment, second, stop);
      expect(withoutTimes([...before, ...after])).toEqual(withoutTimes(events));
      expect(await readTensors(second)).toEqual(await readTensors(whole));
      first.dispose();
      second.dispose();
    }
  });

  it('learns: the supervised losses fall on a bright ball in noise', async () => {
    const experiment = experimentOf(id, 40);
    const events = await run(experiment, tinyLearner(experiment));
    const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
    const trained = declarationOf(experiment).models.filter(({ kind, trained: steps }) => kind !== 'other' && steps);
    for (const { name } of trained) {
      const losses = events.map(({ models }) => models[name]?.['supervised'] as number);
      expect(mean(losses.slice(-5)), name).toBeLessThan(0.8 * mean(losses.slice(0, 5)));
    }
  });
});
