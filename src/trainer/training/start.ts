import { createRunDirectory } from '../../io/run/openRun';
import { selectBackend } from '../../tensor/select';
import { openSource } from '../data/open';
import type { Outcome } from '../events';
import type { TrainingOptions } from '../options';
import { usesUnlabelled } from '../options';
import { featuresOf, loadText, saveText } from '../text';
import type { RunController } from './control';
import { controlOf } from './control';
import type { Listener } from './job';
import { requirePreview } from './preview';
import { runJob } from './run';
import { newRunRecord } from './runRecord';
import { requireValidation } from './validate';

/**
 * One training job from volumes to masks: loads the data, chooses a backend, trains, evaluates, and keeps all of it in a new run
 * directory, whose state is right at every moment: 'done', 'stopped' (the signal was aborted) or 'failed' (this function throws).
 * Nothing is made before lists, counts and backend are known to be good.
 */
export async function startTraining(
  options: TrainingOptions,
  onEvent: Listener,
  control: RunController = controlOf(options.signal),
): Promise<Outcome> {
  const { experiment } = options;
  const source = await openSource(options.data, experiment);
  source.requireCases(experiment.data.labelled, usesUnlabelled(experiment));
  requireValidation(experiment, source);
  requirePreview(experiment, source);
  const text = await loadText(experiment);
  const backend = await selectBackend(options.backend);
  const run = await createRunDirectory(options.out, newRunRecord(options, source, backend));
  await saveText(run.path, text);
  return runJob({ options, source, text: featuresOf(text), backend, run, control, checkpoint: null, onEvent });
}
