import { createModels, disposeModels } from '../../core/training/models';
import { createStoredExperimentSource } from '../../core/training/source';
import { textInjectionOf } from '../../core/training/text';
import { listCheckpoints, loadCheckpoint, readBest } from '../../io/run/checkpoints';
import { runPaths } from '../../io/run/runDirectory';
import type { TrainingData } from '../data/types';
import { evaluateRun } from '../evaluateRun';
import type { Outcome } from '../events';
import { restoreModels } from '../modelTensors';
import { usesUnlabelled } from '../options';
import { checkData } from './fingerprint';
import type { Conducted } from './job';
import { warn } from './job';
import { trainAndSave } from './loop';
import { previewOf } from './preview';
import type { Validation } from './validate';

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
export async function trainAndTest(job: Conducted): Promise<Outcome> {
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
