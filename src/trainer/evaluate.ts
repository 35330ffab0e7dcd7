import * as tf from '@tensorflow/tfjs-core';
import { argmaxOf, averageOf } from '../core/inference/probabilities';
import type { Predict } from '../core/inference/slidingWindow';
import { slidingWindow } from '../core/inference/slidingWindow';
import type { Models } from '../core/methods/types';
import { maskOfLabel, segmentationMetrics } from '../core/metrics/segmentationMetrics';
import { summariseMetrics } from '../core/metrics/summary';
import type { Network } from '../core/networks/types';
import type { Triple } from '../core/volume/types';
import type { DataSource, TestCase } from './data/types';
import type { CaseMetrics, EvaluationRecord, ModelName, Results } from './events';
import type { EvaluationOptions } from './options';

/** One test case with every model's labels, in RAS+ order. */
export interface Prediction {
  readonly test: TestCase;
  readonly labels: ReadonlyMap<ModelName, Uint8Array>;
  readonly metrics: ReadonlyMap<ModelName, readonly CaseMetrics[]>;
}

export interface EvaluationTask extends EvaluationOptions {
  readonly models: Models;
  readonly source: DataSource;
  readonly patch: Triple;
  readonly classes: number;
  readonly signal?: AbortSignal | undefined;
}

/** Softmax of a network in evaluation mode: running statistics, no dropout. */
function predictorOf(network: Network): Predict {
  return (batch) => tf.softmax(network.forward(batch, { training: false, seed: 0 }));
}

/** Metrics of every class but the background, distances in voxels. */
function measure(id: string, labels: Uint8Array, truth: Uint8Array, size: Triple, classes: number): CaseMetrics[] {
  return Array.from({ length: classes - 1 }, (_, index) => {
    const label = index + 1;
    return { case: id, label, ...segmentationMetrics(maskOfLabel(labels, label), maskOfLabel(truth, label), size) };
  });
}

/** The test cases an evaluation covers, in list order. */
export function testCasesOf({ source, limit }: Pick<EvaluationTask, 'source' | 'limit'>): readonly string[] {
  return source.test.slice(0, limit ?? source.test.length);
}

/**
 * Segments the test cases one by one with every model and, when there are several, their averaged probabilities ('mean'). Only one
 * case is held at a time. An aborted signal throws its reason.
 */
export async function* evaluate(task: EvaluationTask): AsyncGenerator<Prediction, void, undefined> {
  const { models, source, patch, stride, batch, classes, signal } = task;
  const names = Object.keys(models);
  const predictors = Object.values(models).map(({ network }) => predictorOf(network));
  for (const id of testCasesOf(task)) {
    const test = await source.loadTest(id);
    const maps = await slidingWindow(test.case.image, predictors, { patch, stride, batch, classes, signal });
    const labels = new Map(maps.map((map, index): [string, Uint8Array] => [names[index] as string, argmaxOf(map)]));
    if (maps.length > 1) labels.set('mean', argmaxOf(averageOf(maps)));
    const truth = test.case.label;
    const metrics = new Map([...labels].map(([name, mask]) => [name, measure(id, mask, truth.data, truth.size, classes)]));
    yield { test, labels, metrics };
  }
}

/** One record a model for metrics.jsonl. */
export function evaluationRecords(
  iteration: number,
  predictions: readonly Pick<Prediction, 'metrics'>[],
  split: EvaluationRecord['split'] = 'test',
): EvaluationRecord[] {
  const models = [...(predictions[0]?.metrics.keys() ?? [])];
  return models.map((model) => ({
    kind: 'evaluation',
    iteration,
    split,
    model,
    unit: 'voxel',
    cases: predictions.flatMap(({ metrics }) => metrics.get(model) ?? []),
  }));
}

/** Summaries over all cases and labels of each record. */
export function resultsOf(records: readonly EvaluationRecord[]): Results {
  return Object.fromEntries(records.map(({ model, cases }) => [model, summariseMetrics(cases)]));
}
