import { createTally, diagnose } from '../core/metrics/diagnosis';
import { FileError } from '../io/fileError';
import { takeHold } from '../io/run/hold';
import { ownLease } from '../io/run/lease';
import { openMetricsLog } from '../io/run/metricsLog';
import { runPaths } from '../io/run/runDirectory';
import { openSource } from './data/open';
import type { DataSource } from './data/types';
import type { EvaluationTask, Prediction } from './evaluate';
import { casesOf, evaluate, evaluationRecords } from './evaluate';
import type { EvaluationRecord } from './events';
import type { CheckpointChoice, SavedRun } from './savedRun';
import { requireIdle, withSavedModels } from './savedRun';
import { writeMissingMasks, writeProbabilities } from './writePredictions';

export interface SavedEvaluation {
  readonly checkpoint: CheckpointChoice;
  readonly split: 'test' | 'validation';
  /** In place of the run's own setting. */
  readonly largestComponent?: boolean | undefined;
  /** Only the first so many cases. */
  readonly limit?: number | undefined;
  /** Also leave the probabilities in the run directory, and masks where there are none. */
  readonly probabilities?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told once, where there is something to say: why the results are no success. */
  readonly onDiagnosis?: ((sentences: readonly string[]) => void) | undefined;
  readonly onProgress?: ((id: string, done: number, total: number) => void) | undefined;
}

function casesOfSplit(
  { testCases, validationCases, path }: SavedRun,
  source: DataSource,
  split: SavedEvaluation['split'],
): readonly string[] {
  if (split === 'test') return testCases;
  const cases = validationCases ?? source.validation;
  if (cases.length > 0) return cases;
  const fix = 'Evaluate on the test cases, or train with data.heldOut.';
  throw new FileError(runPaths.record(path), 'data.heldOut', 'the run kept no validation cases.', fix);
}

/** Appends to metrics.jsonl while nobody else may. */
async function keep(path: string, records: readonly EvaluationRecord[]): Promise<void> {
  const hold = await takeHold(path, ownLease());
  try {
    const log = await openMetricsLog(runPaths.metrics(path));
    try {
      for (const record of records) await log.append({ ...record });
      await log.sync();
    } finally {
      await log.close();
    }
  } finally {
    await hold.release();
  }
}

/**
 * Measures a run's models again from a checkpoint; the records go to its metrics.jsonl as well. The backend must have been selected.
 * An aborted signal throws its reason, and no number is written. Throws FileError, also while another process writes the run.
 */
export async function evaluateSaved(run: SavedRun, options: SavedEvaluation): Promise<EvaluationRecord[]> {
  requireIdle(run);
  const { split, signal, onProgress, onDiagnosis, limit } = options;
  const source = await openSource(run.data, run.experiment);
  const cases = casesOfSplit(run, source, split);
  const records = await withSavedModels(run, options.checkpoint, async (learner, iteration) => {
    const { patch, data } = run.experiment;
    const largestComponent = options.largestComponent ?? run.evaluation.largestComponent;
    const shared = { ...run.evaluation, largestComponent, limit, split, cases, signal };
    const task: EvaluationTask = { ...shared, learner, source, patch, classes: data.classes };
    const scored: Pick<Prediction, 'metrics'>[] = [];
    const tally = createTally(task.classes);
    for await (const prediction of evaluate(task)) {
      const { metrics, labels, test } = prediction;
      tally.add(labels, test.case.label.data);
      if (options.probabilities === true) {
        await writeMissingMasks(run.path, iteration, prediction);
        await writeProbabilities(run.path, iteration, prediction);
      }
      scored.push({ metrics });
      onProgress?.(test.case.id, scored.length, casesOf(task).length);
    }
    const diagnosis = diagnose(tally, { iterations: iteration, learningRate: run.experiment.optimiser.learningRate });
    if (diagnosis.length > 0) onDiagnosis?.(diagnosis);
    return evaluationRecords(iteration, scored, task);
  });
  await keep(run.path, records);
  return records;
}
