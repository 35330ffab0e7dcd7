import * as tf from '@tensorflow/tfjs-core';
import { largestComponents } from '../core/inference/largestComponent';
import { argmaxOf } from '../core/inference/probabilities';
import { restoreProbabilities } from '../core/inference/restore';
import type { Predict, ProbabilityMap } from '../core/inference/slidingWindow';
import { slidingWindow } from '../core/inference/slidingWindow';
import type { Models } from '../core/methods/types';
import { legacyZero, maskOfLabel, segmentationMetrics, VOXEL_UNITS } from '../core/metrics/segmentationMetrics';
import { summariseMetrics } from '../core/metrics/summary';
import { createConstants } from '../core/networks/constants';
import type { Network } from '../core/networks/types';
import type { LabelVolume, Triple } from '../core/volume/types';
import type { DataSource, TestCase } from './data/types';
import type { CaseMetrics, EvaluationRecord, ModelName, Results } from './events';
import type { EvaluationOptions } from './options';

/** One test case with every model's labels, in RAS+ order. */
export interface Prediction {
  readonly test: TestCase;
  readonly labels: ReadonlyMap<ModelName, Uint8Array>;
  /** What the labels come from, without the mean's: that is the average of the others. */
  readonly maps: ReadonlyMap<ModelName, ProbabilityMap>;
  readonly metrics: ReadonlyMap<ModelName, readonly CaseMetrics[]>;
}

export interface EvaluationTask extends EvaluationOptions {
  readonly models: Models;
  readonly source: DataSource;
  readonly patch: Triple;
  readonly classes: number;
  /** The test cases without it. */
  readonly cases?: readonly string[] | undefined;
  readonly split?: EvaluationRecord['split'] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What predicts with each network, in their order. */
export interface Predictors {
  readonly predict: readonly Predict[];
  /** Frees what they kept. From their making to this no parameter may change. */
  dispose(): void;
}

/** Softmax of each network in evaluation mode: running statistics, no dropout. What the text gives is computed once. */
export function predictorsOf(networks: readonly Network[]): Predictors {
  const parts = networks.map((network) => ({ network, constants: createConstants() }));
  const predictorOf =
    ({ network, constants }: (typeof parts)[number]): Predict =>
    (batch) =>
      tf.softmax(network.forward(batch, { training: false, seed: 0, constants }));
  return {
    predict: parts.map(predictorOf),
    dispose() {
      for (const { constants } of parts) constants.dispose();
    },
  };
}

/** Labels of every model and, when there are several, of their averaged probabilities ('mean'). */
export function labelsOfMaps(
  names: readonly ModelName[],
  maps: readonly ProbabilityMap[],
  largestComponent: boolean,
): ReadonlyMap<ModelName, Uint8Array> {
  const labels = new Map(maps.map((map, index): [string, Uint8Array] => [names[index] as string, argmaxOf(map)]));
  if (maps.length > 1) labels.set('mean', argmaxOf(...maps));
  const [first] = maps;
  if (!largestComponent || !first) return labels;
  return new Map([...labels].map(([name, mask]) => [name, largestComponents(mask, first.size)]));
}

/** Metrics of every class but the background. */
function measure(id: string, labels: Uint8Array, truth: LabelVolume, task: EvaluationTask): CaseMetrics[] {
  const spacing = task.unit === 'mm' ? truth.spacing : VOXEL_UNITS;
  return Array.from({ length: task.classes - 1 }, (_, index) => {
    const label = index + 1;
    const metrics = segmentationMetrics(maskOfLabel(labels, label), maskOfLabel(truth.data, label), truth.size, spacing);
    return { case: id, label, ...(task.emptyDistances === 'zero' ? legacyZero(metrics) : metrics) };
  });
}

/** The cases an evaluation covers, in list order. */
export function casesOf({
  source,
  cases = source.test,
  limit,
}: Pick<EvaluationTask, 'source' | 'cases' | 'limit'>): readonly string[] {
  return cases.slice(0, limit ?? cases.length);
}

/**
 * Segments the test cases one by one with every model and, when there are several, their averaged probabilities ('mean'). Only one
 * case is held at a time. An aborted signal throws its reason.
 */
export async function* evaluate(task: EvaluationTask): AsyncGenerator<Prediction, void, undefined> {
  const { models, source, patch, stride, batch, classes, signal } = task;
  const names = Object.keys(models);
  const predictors = predictorsOf(Object.values(models).map(({ network }) => network));
  try {
    for (const id of casesOf(task)) {
      const test = await source.loadTest(id);
      const windows = await slidingWindow(test.input, predictors.predict, { patch, stride, batch, classes, signal });
      const maps = windows.map((map) => restoreProbabilities(map, test.grid));
      const labels = labelsOfMaps(names, maps, task.largestComponent === true);
      const metrics = new Map([...labels].map(([name, mask]) => [name, measure(id, mask, test.case.label, task)]));
      yield { test, labels, maps: new Map(names.map((name, index) => [name, maps[index] as ProbabilityMap])), metrics };
    }
  } finally {
    predictors.dispose();
  }
}

/** One record a model for metrics.jsonl. */
export function evaluationRecords(
  iteration: number,
  predictions: readonly Pick<Prediction, 'metrics'>[],
  { split = 'test', unit = 'voxel', largestComponent }: Pick<EvaluationTask, 'split' | 'unit' | 'largestComponent'>,
): EvaluationRecord[] {
  const models = [...(predictions[0]?.metrics.keys() ?? [])];
  return models.map((model) => ({
    kind: 'evaluation',
    iteration,
    split,
    model,
    unit,
    ...(largestComponent === true ? { largestComponent } : {}),
    cases: predictions.flatMap(({ metrics }) => metrics.get(model) ?? []),
  }));
}

/** Summaries over all cases and labels of each record. */
export function resultsOf(records: readonly EvaluationRecord[]): Results {
  return Object.fromEntries(records.map(({ model, cases }) => [model, summariseMetrics(cases)]));
}
