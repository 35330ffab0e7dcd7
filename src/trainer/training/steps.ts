import type { Learner } from '../../core/methods/types';
import { diagnose } from '../../core/metrics/diagnosis';
import { createLearner } from '../../core/training/learner';
import { createStoredExperimentSource } from '../../core/training/source';
import { textInjectionOf } from '../../core/training/text';
import { listCheckpoints, loadCheckpoint, readBest } from '../../io/run/checkpoints';
import { runPaths } from '../../io/run/runDirectory';
import type { TrainingData } from '../data/types';
import { evaluateRun } from '../evaluateRun';
import type { Outcome } from '../events';
import { restoreTensors } from '../modelTensors';
import { usesUnlabelled } from '../options';
import { checkData } from './fingerprint';
import type { TrainingJob } from './job';
import { warn } from './job';
import { trainAndSave } from './loop';
import { previewOf } from './preview';
import type { Validation } from './validate';

/** Reads the training cases, or begins to; run.json has their hashes afterwards. `close` of what is returned ends the reading. */
export async function loadData(job: TrainingJob): Promise<TrainingData> {
  const { options, source, run, control, onEvent } = job;
  const { experiment } = options;
  onEvent({ kind: 'phase', phase: 'loading' });
  const loaded = await source.loadTraining(experiment.data.labelled, usesUnlabelled(experiment), {
    signal: control.signal,
    onProgress: (done, total) => onEvent({ kind: 'loaded', done, total }),
  });
  try {
    await checkData(run.path, loaded);
    const { cases, sha256, spacing, warnings } = loaded;
    await run.update({ data: { ...run.record.data, unlabelledCases: cases.counts.unlabelled, sha256, spacing } });
    for (const message of warnings) await warn(job, message);
    return loaded;
  } catch (error) {
    await loaded.close();
    throw error;
  }
}

/** Calls `work` with the method's models as the checkpoint holds them, or new ones; they are gone afterwards. */
export async function withModels<T>(
  { options, text, checkpoint }: TrainingJob,
  work: (learner: Learner) => Promise<T>,
): Promise<T> {
  const learner = createLearner(options.experiment, textInjectionOf(options.experiment, text));
  try {
    if (checkpoint !== null) restoreTensors(learner, checkpoint.tensors);
    return await work(learner);
  } finally {
    learner.dispose();
  }
}

function validationOf({ options, source, control }: TrainingJob, learner: Learner): Validation | null {
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
      learner,
      source: { ...source, test: cases },
      patch: experiment.patch,
      classes: experiment.data.classes,
      signal: control.signal,
    },
  };
}

/** Trains from the checkpoint's iteration, or from the start. Returns the finished iterations; throws the reason when it was stopped. */
export async function trainModels(job: TrainingJob, learner: Learner, { cases }: TrainingData): Promise<number> {
  const { options, source, run, control, checkpoint, onEvent } = job;
  if (options.experiment.evaluation.selection === 'best-on-test')
    await warn(job, 'The checkpoint is chosen by the test cases it is then measured on: the result is not an honest number.');
  onEvent({ kind: 'phase', phase: 'training' });
  const iteration = await trainAndSave({
    options,
    run,
    learner,
    data: createStoredExperimentSource(options.experiment, cases),
    control,
    startIteration: checkpoint?.iteration ?? 0,
    validation: validationOf(job, learner),
    preview: previewOf(options, source, learner, control.signal),
    onEvent,
  });
  control.signal.throwIfAborted();
  return iteration;
}

/** Puts the selected checkpoint's weights into the models, and returns its iteration. `last`: the iteration the models are at. */
export async function selectCheckpoint(job: TrainingJob, learner: Learner, last: number): Promise<number> {
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
  if (manifest.iteration !== last) restoreTensors(learner, (await loadCheckpoint(folder, manifest)).tensors);
  await run.log(
    `testing the checkpoint of iteration ${manifest.iteration}, the best on the ${selection === 'best' ? 'validation' : 'test'} cases`,
  );
  return manifest.iteration;
}

/** Segments and measures the test cases with the models as they are, those of `iteration`; warns of results that are no success. */
export async function testModels(
  job: TrainingJob,
  learner: Learner,
  iteration: number,
): Promise<Pick<Outcome, 'results' | 'montage' | 'diagnosis'>> {
  const { options, source, run, control, onEvent } = job;
  const { patch, data, iterations, optimiser } = options.experiment;
  onEvent({ kind: 'phase', phase: 'evaluating' });
  const task = { ...options.evaluation, learner, source, patch, classes: data.classes, signal: control.signal };
  const { results, montage, tally } = await evaluateRun(run, iteration, task, onEvent);
  const diagnosis = diagnose(tally, { iterations, learningRate: optimiser.learningRate });
  return { results, montage, ...(diagnosis.length > 0 ? { diagnosis } : {}) };
}
