import { createModels, disposeModels } from '../core/training/models';
import { createExperimentSource } from '../core/training/source';
import type { RunDirectory } from '../io/run/runDirectory';
import { createRunDirectory } from '../io/run/runDirectory';
import { selectBackend } from '../tensor/select';
import { casesNeeded } from './data/assemble';
import { folderSource } from './data/folder';
import { phantomSource } from './data/phantom';
import type { DataSource } from './data/types';
import { evaluateRun } from './evaluateRun';
import type { Outcome, TrainerEvent } from './events';
import type { DataChoice, TrainingOptions } from './options';
import { usesUnlabelled } from './options';
import { newRunRecord } from './runRecord';
import { trainAndSave } from './train';

function openSource(data: DataChoice): Promise<DataSource> | DataSource {
  return data.kind === 'folder' ? folderSource(data.folder, data.labels) : phantomSource(data.phantom, data.testCases);
}

type Listener = (event: TrainerEvent) => void;

async function warn(run: RunDirectory, message: string, onEvent: Listener): Promise<void> {
  await run.log(`warning: ${message}`);
  onEvent({ kind: 'warning', message });
}

/** Everything between the run directory's making and its last state. An aborted signal throws its reason. */
async function work(options: TrainingOptions, source: DataSource, run: RunDirectory, onEvent: Listener): Promise<Outcome> {
  const { experiment, signal } = options;
  onEvent({ kind: 'phase', phase: 'loading' });
  const { dataset, sha256, warnings } = await source.loadTraining(experiment.data.labelled, usesUnlabelled(experiment), {
    signal,
    onProgress: (done, total) => onEvent({ kind: 'loaded', done, total }),
  });
  await run.update({ data: { ...run.record.data, unlabelledCases: dataset.unlabelled.length, sha256 } });
  for (const message of warnings) await warn(run, message, onEvent);

  const models = createModels(experiment);
  try {
    onEvent({ kind: 'phase', phase: 'training' });
    const iteration = await trainAndSave(options, run, models, createExperimentSource(experiment, dataset), onEvent);
    signal?.throwIfAborted();
    onEvent({ kind: 'phase', phase: 'evaluating' });
    const { patch, data } = experiment;
    const task = { ...options.evaluation, models, source, patch, classes: data.classes, signal };
    const { results, montage } = await evaluateRun(run, iteration, task, onEvent);
    return { state: 'done', run: run.path, iteration, results, montage };
  } finally {
    disposeModels(models);
  }
}

/**
 * One training job from volumes to masks: loads the data, chooses a backend, trains, evaluates, and keeps all of it in a new run
 * directory, whose state is right at every moment: 'done', 'stopped' (the signal was aborted) or 'failed' (this function throws).
 * Nothing is made before lists, counts and backend are known to be good.
 */
export async function runTraining(options: TrainingOptions, onEvent: Listener): Promise<Outcome> {
  const { experiment, signal } = options;
  const source = await openSource(options.data);
  casesNeeded(source.train, experiment.data.labelled, usesUnlabelled(experiment));
  const backend = await selectBackend(options.backend);
  const run = await createRunDirectory(options.out, newRunRecord(options, source, backend));
  const finish = (change: Parameters<RunDirectory['update']>[0]): Promise<void> =>
    run.update({ ...change, lease: null, times: { ...run.record.times, finished: new Date().toISOString() } });
  try {
    await run.log(
      `${experiment.method.kind} on ${source.name}, backend ${backend.name} ${backend.precision}, ${backend.threads} threads`,
    );
    onEvent({ kind: 'backend', backend });
    for (const message of backend.warnings) await warn(run, message, onEvent);
    const outcome = await work(options, source, run, onEvent);
    await finish({
      state: 'done',
      iteration: outcome.iteration,
      ...(outcome.results ? { results: { ...outcome.results } } : {}),
    });
    await run.log('done');
    onEvent({ kind: 'finished', outcome });
    return outcome;
  } catch (error) {
    if (signal?.aborted && error === signal.reason) {
      const outcome: Outcome = { state: 'stopped', run: run.path, iteration: run.record.iteration };
      await finish({ state: 'stopped', reason: error instanceof Error ? error.message : String(error) });
      await run.log('stopped');
      onEvent({ kind: 'finished', outcome });
      return outcome;
    }
    const reason = error instanceof Error ? error.message : String(error);
    // The disk may be the very reason; the error that counts is the first.
    await finish({ state: 'failed', reason }).catch(() => undefined);
    await run.log(`failed: ${reason}`).catch(() => undefined);
    throw error;
  } finally {
    await run.close().catch(() => undefined);
  }
}
