import type { Experiment } from '../../core/config/experiment';
import type { Learner } from '../../core/methods/types';
import type { DataSource } from '../data/types';
import type { EvaluationTask } from '../evaluate';
import { evaluate } from '../evaluate';
import type { TrainingOptions } from '../options';
import { writeMasks, writeProbabilities } from '../writePredictions';

/** Masks of chosen cases while training goes on, for people to look at: nothing is measured or chosen by them. */
export interface Preview {
  readonly every: number;
  /** Its `cases` are the chosen ones. */
  readonly task: EvaluationTask;
}

type Settings = Pick<Experiment, 'evaluation'>;

function wantsPreview({ evaluation }: Settings): boolean {
  return evaluation.previewEvery > 0 && evaluation.previewCases.length > 0;
}

/** @throws Error when a chosen case is none whose label may be looked at. */
export function requirePreview(experiment: Settings, { test, validation }: Pick<DataSource, 'test' | 'validation'>): void {
  if (!wantsPreview(experiment)) return;
  const there = [...test, ...validation];
  const missing = experiment.evaluation.previewCases.filter((id) => !there.includes(id));
  if (missing.length > 0)
    throw new Error(
      `evaluation.previewCases: ${missing.join(', ')} is neither a test nor a validation case. There are ${there.slice(0, 5).join(', ')}${there.length > 5 ? ', …' : ''}.`,
    );
}

/** Null where the experiment asks for none. An aborted signal ends it between two windows. */
export function previewOf(
  { experiment, evaluation }: Pick<TrainingOptions, 'experiment' | 'evaluation'>,
  source: DataSource,
  learner: Learner,
  signal: AbortSignal,
): Preview | null {
  if (!wantsPreview(experiment)) return null;
  const { previewCases: cases, previewEvery: every } = experiment.evaluation;
  const { patch, data } = experiment;
  return { every, task: { ...evaluation, limit: undefined, cases, learner, source, patch, classes: data.classes, signal } };
}

/** Writes the chosen cases' masks as the models are now. Returns false when the run is to end before all are written. */
export async function previewCases(run: string, { task }: Preview, iteration: number): Promise<boolean> {
  try {
    for await (const prediction of evaluate(task)) {
      await writeMasks(run, iteration, prediction);
      if (task.saveProbabilities === true) await writeProbabilities(run, iteration, prediction);
    }
    return true;
  } catch (error) {
    if (task.signal?.aborted && error === task.signal.reason) return false;
    throw error;
  }
}
