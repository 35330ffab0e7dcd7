import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Experiment, ExperimentInput } from '../../../src/core/config/experiment';
import { parseExperiment } from '../../../src/core/config/experiment';
import type { Learner } from '../../../src/core/methods/types';
import { polynomialRate } from '../../../src/core/optimiser/schedule';
import { createLearner } from '../../../src/core/training/learner';
import type { TrainEvent } from '../../../src/core/training/loop';
import { train, trainLine } from '../../../src/core/training/loop';
import { createExperimentSource } from '../../../src/core/training/source';
import { blobDataset } from '../../support/blob';
import '../../support/cpu';
import { modelOf, tinyLearner } from '../../support/tinyNetwork';

afterEach(() => tf.disposeVariables());

const dataset = blobDataset([18, 18, 18], 2, 3);
/** Small enough for plain JavaScript; a V-Net needs at least `forVNet`. */
const forVNet: [number, number, number] = [16, 16, 16];
const experimentOf = (change: ExperimentInput = {}): Experiment =>
  parseExperiment({
    seed: 1,
    iterations: 4,
    patch: [8, 8, 8],
    batch: { labelled: 1, unlabelled: 1 },
    network: { kind: 'vnet', filters: 1 },
    ...change,
  });

const variablesOf = ({ models, state }: Learner): tf.Variable[] => [
  ...models.flatMap(({ network, optimiser }) => [
    ...Object.values(network.parameters),
    ...Object.values(network.buffers),
    ...Object.values(optimiser?.state ?? {}),
  ]),
  ...Object.values(state),
];
const snapshot = (learner: Learner): number[][] => variablesOf(learner).map((variable) => [...variable.dataSync()]);
function restore(learner: Learner, values: number[][]): void {
  variablesOf(learner).forEach((variable, i) => tf.tidy(() => variable.assign(tf.tensor(values[i] as number[], variable.shape))));
}

async function collect(
  experiment: Experiment,
  learner: Learner,
  startIteration: number,
  until = Number.POSITIVE_INFINITY,
): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of train({ experiment, learner, data: createExperimentSource(experiment, dataset), startIteration })) {
    events.push(event);
    if (event.iteration === until) break;
  }
  return events;
}

describe('training loop', () => {
  it('yields one event an iteration, named as in metrics.jsonl', async () => {
    const experiment = experimentOf();
    const events = await collect(experiment, tinyLearner(experiment), 0);
    expect(events.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4]);
    events.forEach((event, i) => {
      expect(Object.keys(event).sort()).toEqual(
        ['agreement', 'dataSeconds', 'iteration', 'kind', 'lossWeight', 'lr', 'models', 'seconds', 'shares'].sort(),
      );
      expect(Object.keys(trainLine(event))).toEqual(expect.arrayContaining(['A', 'B', 'agreement', 'lr', 'shares']));
      expect(event.lr).toBe(polynomialRate(0.05, i, 4, 0.9));
      expect(event.seconds).toBeGreaterThan(0);
    });
    // Half the run is the ramp: 2 of 4 iterations.
    expect(events.map(({ lossWeight }) => lossWeight)).toEqual([Math.exp(-5), Math.exp(-5 / 4), 1, 1]);
  });

  it('stopped and resumed, gives the uninterrupted run bit for bit', async () => {
    const experiment = experimentOf({ iterations: 2, patch: forVNet });
    const whole = createLearner(experiment);
    const wholeEvents = await collect(experiment, whole, 0);

    const first = createLearner(experiment);
    const firstEvents = await collect(experiment, first, 0, 1);
    const saved = snapshot(first);
    first.dispose();
    const second = createLearner({ ...experiment, seed: 99 });
    restore(second, saved);
    const secondEvents = await collect(experiment, second, 1);

    expect(snapshot(second)).toEqual(snapshot(whole));
    const withoutTime = (events: TrainEvent[]) => events.map(({ seconds: _, dataSeconds: __, ...rest }) => rest);
    expect(withoutTime([...firstEvents, ...secondEvents])).toEqual(withoutTime(wholeEvents));
  });

  it('keeps no tensor behind from one iteration to the next', async () => {
    const experiment = experimentOf();
    const counts: number[] = [];
    for await (const _ of train({
      experiment,
      learner: tinyLearner(experiment),
      data: createExperimentSource(experiment, dataset),
    })) {
      counts.push(tf.memory().numTensors);
    }
    expect(new Set(counts).size).toBe(1);
  });

  it('lets the event loop turn before every iteration', async () => {
    const experiment = experimentOf({ method: { kind: 'supervised' } });
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const seen: number[] = [];
    for await (const _ of train({
      experiment,
      learner: tinyLearner(experiment),
      data: createExperimentSource(experiment, dataset),
    })) {
      seen.push(turns);
    }
    clearInterval(timer);
    expect(seen.every((value, i) => value > (seen[i - 1] ?? 0))).toBe(true);
  });

  it('trains the supervised method with one model and as many labelled patches as the whole batch', async () => {
    const experiment = experimentOf({ patch: forVNet, method: { kind: 'supervised' } });
    const learner = createLearner(experiment);
    expect(learner.models.map(({ name }) => name)).toEqual(['A']);
    const batch = await createExperimentSource(experiment, dataset).batch(0);
    expect([batch.labelled, batch.unlabelled]).toEqual([2, 0]);
    const [event] = await collect(experiment, learner, 0, 1);
    expect(Object.keys(event?.models['A'] ?? {})).toEqual(['supervised', 'ce', 'dice']);
    expect([event?.models['B'], event?.lossWeight]).toEqual([undefined, 0]);
    const halfBatch = experimentOf({ method: { kind: 'supervised', fillBatch: false } });
    expect((await createExperimentSource(halfBatch, dataset).batch(0)).labelled).toBe(1);
  });

  it('says which loss of which model is no longer a number, and when', async () => {
    const experiment = experimentOf();
    const learner = tinyLearner(experiment);
    const head = modelOf(learner, 'B').network.parameters['head'];
    head?.assign(tf.fill(head.shape, Number.NaN));
    await expect(collect(experiment, learner, 1)).rejects.toThrow(/iteration 2: the \w+ loss of model \w became NaN/);
  });

  const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;

  it('learns by LLM-SegNet: the supervised losses of A and B fall on a bright ball in noise', async () => {
    const experiment = experimentOf({ iterations: 40 });
    const events = await collect(experiment, tinyLearner(experiment), 0);
    for (const name of ['A', 'B'] as const) {
      const losses = events.map((event) => event.models[name]?.['supervised'] as number);
      expect(mean(losses.slice(-5))).toBeLessThan(0.6 * mean(losses.slice(0, 5)));
    }
  });

  it('learns with a V-Net: the loss falls within a few iterations', async () => {
    const experiment = experimentOf({
      iterations: 14,
      patch: forVNet,
      network: { kind: 'vnet', filters: 2, dropout: 0 },
      method: { kind: 'supervised' },
    });
    const losses = (await collect(experiment, createLearner(experiment), 0)).map(
      ({ models }) => models['A']?.['supervised'] as number,
    );
    expect(mean(losses.slice(-2))).toBeLessThan(0.75 * mean(losses.slice(0, 2)));
  });
});
