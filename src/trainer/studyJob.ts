import { version } from '../../package.json';
import type { Experiment } from '../core/config/experiment';
import type { Origins } from '../core/config/file/types';
import { readRunRecordIfAny } from '../io/run/runDirectory';
import { dataOf } from './child/jobOptions';
import type { Outcome } from './events';
import type { TrainingOptions } from './options';
import { defaultEvaluation } from './options';
import type { RunController } from './training/control';
import type { Listener } from './training/job';
import { resumeTraining } from './training/resume';
import { startTraining } from './training/start';

/** A run that is to be made once, whatever happens on the way (src/study/jobs.ts). */
export interface WantedRun {
  readonly out: string;
  readonly experiment: Experiment;
  readonly origins: Readonly<Record<string, unknown>>;
  readonly testLimit?: number | undefined;
}

export interface WantedRunOptions {
  /** Threads for a run that begins; one that goes on keeps its own, for the numbers' sake. */
  readonly threads: number | 'auto';
  /** Try a run again that failed. */
  readonly retryFailed: boolean;
}

/** 'already': it was done before, or failed and is left so. */
export type WantedOutcome = Outcome | { readonly state: 'already'; readonly was: 'done' | 'failed'; readonly run: string };

function optionsOf({ out, experiment, origins, testLimit }: WantedRun, threads: number | 'auto'): TrainingOptions {
  const { backend, precision, checkpointSeconds } = experiment.run;
  return {
    experiment,
    origins: origins as Origins,
    data: dataOf(experiment, '.'),
    backend: { backend, precision, threads: threads === 'auto' ? experiment.run.threads : threads },
    evaluation: { ...defaultEvaluation(experiment), limit: testLimit },
    out,
    codeVersion: version,
    checkpointSeconds,
  };
}

/**
 * Starts a run, or goes on with it where one was begun. Throws FileError, field 'run directory', when another process has it, and whatever
 * training throws.
 */
export async function makeRun(
  wanted: WantedRun,
  { threads, retryFailed }: WantedRunOptions,
  onEvent: Listener,
  control: RunController,
): Promise<WantedOutcome> {
  const record = await readRunRecordIfAny(wanted.out);
  if (record === null) return startTraining(optionsOf(wanted, threads), onEvent, control);
  if (record.state === 'done') return { state: 'already', was: 'done', run: wanted.out };
  if (record.state === 'failed' && !retryFailed) return { state: 'already', was: 'failed', run: wanted.out };
  return resumeTraining({ run: wanted.out }, onEvent, control);
}
