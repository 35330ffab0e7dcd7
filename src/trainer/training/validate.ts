import type { Experiment } from '../../core/config/experiment';
import type { Declaration } from '../../core/declaration/declaration';
import type { MetricsRecord } from '../../io/run/metricsLog';
import { readMetrics } from '../../io/run/metricsLog';
import type { RunDirectory } from '../../io/run/runDirectory';
import { runPaths } from '../../io/run/runDirectory';
import type { DataSource } from '../data/types';
import type { EvaluationTask, Prediction } from '../evaluate';
import { casesOf, evaluate, evaluationRecords, resultsOf } from '../evaluate';
import type { EvaluationRecord, Results, TrainerEvent } from '../events';

/** Validation during training: cases that training never sees, every so many iterations. */
export interface Validation {
  readonly every: number;
  readonly split: 'validation' | 'selection-on-test';
  /** Its `source.test` are the cases to validate on. */
  readonly task: EvaluationTask;
}

/** @throws Error when the experiment wants validation that cannot take place. */
export function requireValidation(
  { evaluation, stopping }: Pick<Experiment, 'evaluation' | 'stopping'>,
  source: Pick<DataSource, 'validation'>,
): void {
  const { selection, validationEvery } = evaluation;
  if (stopping.patience !== null && validationEvery === 0)
    throw new Error('stopping.patience needs evaluations during training: set evaluation.validationEvery.');
  if (selection !== 'last' && validationEvery === 0)
    throw new Error(`evaluation.selection '${selection}' needs evaluations during training: set evaluation.validationEvery.`);
  if (validationEvery > 0 && selection !== 'best-on-test' && source.validation.length === 0)
    throw new Error('evaluation.validationEvery needs cases to validate on: set data.heldOut.');
}

/** Mean Dice over cases and labels of the predictor that the method chooses checkpoints by. */
function validationScore(results: Results, { selectedBy }: Pick<Declaration, 'selectedBy'>): number {
  return results[selectedBy]?.dice.mean ?? 0;
}

export function isDue({ every }: Pick<Validation, 'every'>, iteration: number): boolean {
  return every > 0 && iteration > 0 && iteration % every === 0;
}

/**
 * Evaluates the models as they are and appends the records, all at once, so that a validation is in metrics.jsonl whole or not at all.
 * Returns the score; null when the run is to end before it is complete.
 */
export async function validate(
  run: RunDirectory,
  { split, task }: Validation,
  iteration: number,
  onEvent: (event: TrainerEvent) => void,
): Promise<number | null> {
  const scored: Pick<Prediction, 'metrics'>[] = [];
  const total = casesOf(task).length;
  try {
    for await (const { test, metrics } of evaluate(task)) {
      scored.push({ metrics });
      onEvent({ kind: 'evaluated', case: test.case.id, done: scored.length, total });
    }
  } catch (error) {
    if (task.signal?.aborted && error === task.signal.reason) return null;
    throw error;
  }
  const records = evaluationRecords(iteration, scored, { ...task, split });
  await run.metrics.append(...records.map((record) => ({ ...record })));
  return validationScore(resultsOf(records), task.learner.declaration);
}

const isOf = (record: MetricsRecord, iteration: number): boolean =>
  record.kind === 'evaluation' && record['iteration'] === iteration && record['split'] !== 'test';

/** The score of a validation that metrics.jsonl holds already; null when it does not. */
export async function recordedScore(
  run: RunDirectory,
  iteration: number,
  declaration: Pick<Declaration, 'selectedBy'>,
): Promise<number | null> {
  const records: EvaluationRecord[] = [];
  for await (const record of readMetrics(runPaths.metrics(run.path), ['evaluation']))
    if (isOf(record, iteration)) records.push(record as unknown as EvaluationRecord);
  return records.length === 0 ? null : validationScore(resultsOf(records), declaration);
}
