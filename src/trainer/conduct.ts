import { createModels, disposeModels } from '../core/training/models';
import { createStoredExperimentSource } from '../core/training/source';
import type { ExperimentFeatures } from '../core/training/text';
import { textInjectionOf } from '../core/training/text';
import type { Checkpoint } from '../io/run/checkpoints';
import { listCheckpoints, loadCheckpoint, readBest } from '../io/run/checkpoints';
import { writeRunFile } from '../io/run/openRun';
import { takeRequests } from '../io/run/requests';
import type { RunDirectory } from '../io/run/runDirectory';
import { runPaths } from '../io/run/runDirectory';
import type { SelectedBackend } from '../tensor/select';
import type { RunController } from './control';
import { StopReason } from './control';
import type { DataSource, TrainingData } from './data/types';
import { evaluateRun } from './evaluateRun';
import type { Outcome, TrainerEvent } from './events';
import { checkData } from './fingerprint';
import { restoreModels } from './modelTensors';
import type { TrainingOptions } from './options';
import { usesUnlabelled } from './options';
import { previewOf } from './preview';
import { trainAndSave } from './train';
import type { Validation } from './validate';

export type Listener = (event: TrainerEvent) => void;

/** A job whose run directory exists and is held. */
export interface Conducted {
  readonly options: TrainingOptions;
  readonly source: DataSource;
  /** Features of the prompts, where text joins the networks. */
  readonly text: ExperimentFeatures | null;
  readonly backend: SelectedBackend;
  readonly run: RunDirectory;
  readonly control: RunController;
  /** Where to go on from; null: from the start. */
  readonly checkpoint: Checkpoint | null;
  readonly onEvent: Listener;
}

async function warn({ run, onEvent }: Conducted, message: string): Promise<void> {
  await run.log(`warning: ${message}`);
  onEvent({ kind: 'warning', message });
}

function validationOf({ options, source, control }: Conducted, models: ReturnType<typeof createModels>): Validation | null {
  const { experiment, evaluation } = options;
  const { selection, validationEvery } = experiment.evaluation;
  if (validationEvery === 0) return null;
  const onTest = selection === 'best-on-test';
  const cases = onTest ? source.test : source.validation;
  if (cases.length === 0) return null;
  return {
    every: validationEvery,
    split: onTest ? 'selection-on-test' : 'validation',
    task: {
      ...evaluation,
      limit: undefined,
      models,
      source: { ...source, test: cases },
      patch: experiment.patch,
      classes: experiment.data.classes,
      signal: control.signal,
    },
  };
}

/** Puts the selected checkpoint's weights into the models, and returns its iteration. */
async function select(job: Conducted, models: ReturnType<typeof createModels>, last: number): Promise<number> {
  const { options, run } = job;
  const { selection } = options.experiment.evaluation;
  if (selection === 'last') return last;
  const folder = runPaths.checkpoints(run.path);
  const best = await readBest(folder);
  const manifest = (await listCheckpoints(folder)).find(({ iteration }) => iteration === best?.iteration);
  if (manifest === undefined) {
    await warn(job, 'No validation was made, so the last checkpoint is tested.');
    return last;
  }
  if (manifest.iteration !== last) restoreModels(models, (await loadCheckpoint(folder, manifest)).tensors);
  await run.log(
    `testing the checkpoint of iteration ${manifest.iteration}, the best on the ${selection === 'best' ? 'validation' : 'test'} cases`,
  );
  return manifest.iteration;
}

/** Everything between the run directory's making and its last state. An aborted signal throws its reason. */
async function work(job: Conducted): Promise<Outcome> {
  const { options, source, control, onEvent } = job;
  const { experiment } = options;
  const { signal } = control;
  onEvent({ kind: 'phase', phase: 'loading' });
  const loaded = await source.loadTraining(experiment.data.labelled, usesUnlabelled(experiment), {
    signal,
    onProgress: (done, total) => onEvent({ kind: 'loaded', done, total }),
  });
  try {
    return await withData(job, loaded);
  } finally {
    await loaded.close();
  }
}

/** Trains and tests with what was loaded. */
async function withData(job: Conducted, loaded: TrainingData): Promise<Outcome> {
  const { options, source, run, control, checkpoint, onEvent } = job;
  const { experiment } = options;
  const { signal } = control;
  await checkData(run.path, loaded);
  const { cases, sha256, warnings } = loaded;
  await run.update({ data: { ...run.record.data, unlabelledCases: cases.counts.unlabelled, sha256 } });
  for (const message of warnings) await warn(job, message);
  if (experiment.evaluation.selection === 'best-on-test')
    await warn(job, 'The checkpoint is chosen by the test cases it is then measured on: the result is not an honest number.');

  const models = createModels(experiment, textInjectionOf(experiment, job.text));
  try {
    if (checkpoint !== null) restoreModels(models, checkpoint.tensors);
    onEvent({ kind: 'phase', phase: 'training' });
    const iteration = await trainAndSave({
      options,
      run,
      models,
      data: createStoredExperimentSource(experiment, cases),
      control,
      startIteration: checkpoint?.iteration ?? 0,
      validation: validationOf(job, models),
      preview: previewOf(options, source, models, signal),
      onEvent,
    });
    signal.throwIfAborted();
    const selected = await select(job, models, iteration);
    onEvent({ kind: 'phase', phase: 'evaluating' });
    const { patch, data } = experiment;
    const task = { ...options.evaluation, models, source, patch, classes: data.classes, signal };
    const { results, montage } = await evaluateRun(run, selected, task, onEvent);
    return { state: 'done', run: run.path, iteration, results, montage };
  } finally {
    disposeModels(models);
  }
}

/** How often request files are looked for. */
const REQUEST_MILLISECONDS = 1000;

/** Passes requests in the run directory on to the control. Returns what ends that. */
function followRequests({ run, control }: Conducted): () => void {
  let busy = false;
  const look = async (): Promise<void> => {
    for (const request of await takeRequests(run.path)) {
      if (request === 'stop') control.stop(new StopReason('stopped by a request'));
      else control[request]();
    }
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, REQUEST_MILLISECONDS);
  return () => clearInterval(timer);
}

/**
 * Conducts a job in its run directory, whose state is right at every moment: 'running', 'paused', then 'done', 'stopped' or
 * 'interrupted' (the control said so), or 'failed' (this function throws).
 */
export async function conduct(job: Conducted): Promise<Outcome> {
  const { options, source, backend, run, control, onEvent } = job;
  const { signal } = control;
  const finish = (change: Parameters<RunDirectory['update']>[0]): Promise<void> =>
    run.update({ ...change, lease: null, times: { ...run.record.times, finished: new Date().toISOString() } });
  const unfollow = followRequests(job);
  try {
    const { name, precision, threads, warnings } = backend;
    await run.log(`${options.experiment.method.kind} on ${source.name}, backend ${name} ${precision}, ${threads} threads`);
    onEvent({ kind: 'opened', run: run.path, id: run.record.id, iteration: job.checkpoint?.iteration ?? 0 });
    onEvent({ kind: 'backend', backend });
    for (const message of warnings) await warn(job, message);
    for (const [file, content] of Object.entries(options.files ?? {})) await writeRunFile(run.path, file, content);
    const outcome = await work(job);
    await finish({
      state: 'done',
      iteration: outcome.iteration,
      ...(outcome.results ? { results: { ...outcome.results } } : {}),
    });
    await run.log('done');
    onEvent({ kind: 'finished', outcome });
    return outcome;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (signal.aborted && error === signal.reason) {
      const state = error instanceof StopReason ? error.state : 'stopped';
      const outcome: Outcome = { state, run: run.path, iteration: run.record.iteration };
      await finish({ state, reason });
      await run.log(`${state}: ${reason}`);
      onEvent({ kind: 'finished', outcome });
      return outcome;
    }
    // The disk may be the very reason; the error that counts is the first.
    await finish({ state: 'failed', reason }).catch(() => undefined);
    await run.log(`failed: ${reason}`).catch(() => undefined);
    onEvent({ kind: 'failed', run: run.path, iteration: run.record.iteration, reason });
    throw error;
  } finally {
    unfollow();
    await run.close().catch(() => undefined);
  }
}
