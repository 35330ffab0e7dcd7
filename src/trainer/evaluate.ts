import type { Declaration } from '../core/declaration/declaration';
import { largestComponents } from '../core/inference/largestComponent';
import { argmaxOf } from '../core/inference/probabilities';
import { restoreProbabilities } from '../core/inference/restore';
import type { Predict, ProbabilityMap } from '../core/inference/slidingWindow';
import { slidingWindow } from '../core/inference/slidingWindow';
import type { Learner } from '../core/methods/types';
import { legacyZero, segmentationMetrics, VOXEL_UNITS } from '../core/metrics/segmentationMetrics';
import { summariseMetrics } from '../core/metrics/summary';
import { createConstants } from '../core/networks/constants';
import type { LabelVolume, Triple } from '../core/volume/types';
import type { DataSource, TestCase } from './data/types';
import type { CaseMetrics, EvaluationRecord, ModelName, Results } from './events';
import type { EvaluationOptions } from './options';

/** One test case with every predictor's labels, in RAS+ order. */
export interface Prediction {
  readonly test: TestCase;
  readonly labels: ReadonlyMap<ModelName, Uint8Array>;
  /** What the labels come from, without those of a mean: that is the average of the others. */
  readonly maps: ReadonlyMap<ModelName, ProbabilityMap>;
  readonly metrics: ReadonlyMap<ModelName, readonly CaseMetrics[]>;
}

export interface EvaluationTask extends EvaluationOptions {
  readonly learner: Learner;
  readonly source: DataSource;
  readonly patch: Triple;
  readonly classes: number;
  /** The test cases without it. */
  readonly cases?: readonly string[] | undefined;
  readonly split?: EvaluationRecord['split'] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What predicts, in the declared order, without the means. */
export interface Predictors {
  readonly names: readonly string[];
  readonly predict: readonly Predict[];
  /** Frees what they kept. From their making to this no parameter may change. */
  dispose(): void;
}

/** A learner's predictors with what they keep from window to window: what the text gives is computed once. */
export function predictorsOf({ predictors }: Pick<Learner, 'predictors'>): Predictors {
  const parts = predictors.map(({ predict }) => ({ predict, constants: createConstants() }));
  return {
    names: predictors.map(({ name }) => name),
    predict: parts.map(
      ({ predict, constants }): Predict =>
        (batch) =>
          predict(batch, constants),
    ),
    dispose() {
      for (const { constants } of parts) constants.dispose();
    },
  };
}

/** Labels of every declared predictor; `maps` are those of the ones that are no mean, by name. */
export function labelsOfMaps(
  { predictors }: Pick<Declaration, 'predictors'>,
  maps: ReadonlyMap<ModelName, ProbabilityMap>,
  largestComponent: boolean,
): ReadonlyMap<ModelName, Uint8Array> {
  const mapOf = (name: string): ProbabilityMap => {
    const map = maps.get(name);
    if (map === undefined) throw new Error(`nothing was predicted by '${name}'`);
    return map;
  };
  return new Map(
    predictors.map(({ name, mean = [name] }): [string, Uint8Array] => {
      const averaged = mean.map(mapOf) as [ProbabilityMap, ...ProbabilityMap[]];
      const labels = argmaxOf(...averaged);
      return [name, largestComponent ? largestComponents(labels, averaged[0].size) : labels];
    }),
  );
}

/** Metrics of every class but the background. */
function measure(id: string, labels: Uint8Array, truth: LabelVolume, task: EvaluationTask): CaseMetrics[] {
  const spacing = task.unit === 'mm' ? truth.spacing : VOXEL_UNITS;
  return Array.from({ length: task.classes - 1 }, (_, index) => {
    const label = index + 1;
    const metrics = segmentationMetrics(labels, truth.data, truth.size, spacing, label);
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
 * Segments the test cases one by one with every predictor that the method declares. Only one
 * case is held at a time. An aborted signal throws its reason.
 */
export async function* evaluate(task: EvaluationTask): AsyncGenerator<Prediction, void, undefined> {
  const { learner, source, patch, stride, batch, classes, signal } = task;
  const predictors = predictorsOf(learner);
  try {
    for (const id of casesOf(task)) {
      const test = await source.loadTest(id);
      const windows = await slidingWindow(test.input, predictors.predict, { patch, stride, batch, classes, signal });
      const maps = new Map(
        windows.map((map, index) => [predictors.names[index] as string, restoreProbabilities(map, test.grid)]),
      );
      const labels = labelsOfMaps(learner.declaration, maps, task.largestComponent === true);
      const metrics = new Map([...labels].map(([name, mask]) => [name, measure(id, mask, test.case.label, task)]));
      yield { test, labels, maps, metrics };
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
