import * as tf from '@tensorflow/tfjs-core';
import type { Learner } from '../../core/methods/types';
import type { PatchSource } from '../../core/sampling/types';
import type { TrainEvent } from '../../core/training/loop';
import { train, trainLine } from '../../core/training/loop';
import type { RunDirectory } from '../../io/run/runDirectory';
import type { NativeMemoryInfo } from '../../tensor/native/backend';
import type { TrainerEvent, TrainRecord } from '../events';
import { formatDuration, totalLoss } from '../format';
import type { TrainingOptions } from '../options';
import { beatsBest, createSaver } from './checkpointing';
import type { RunControl } from './control';
import type { Preview } from './preview';
import { previewCases } from './preview';
import { createStopping } from './stopping';
import type { Validation } from './validate';
import { isDue, recordedScore, validate } from './validate';

/** How often a line goes to run.log, in seconds. */
const LOG_SECONDS = 10;

export interface TrainingTask {
  readonly options: Pick<TrainingOptions, 'experiment' | 'checkpointSeconds'>;
  readonly run: RunDirectory;
  readonly learner: Learner;
  readonly data: PatchSource;
  readonly control: RunControl;
  /** Iterations that are done, and in a checkpoint. */
  readonly startIteration: number;
  readonly validation: Validation | null;
  readonly preview: Preview | null;
  readonly onEvent: (event: TrainerEvent) => void;
}

function memoryNow(): TrainRecord['memory'] {
  const { nativeBytes, nativeMappedBytes } = tf.memory() as Partial<NativeMemoryInfo>;
  const rss = process.memoryUsage.rss();
  return nativeBytes === undefined || nativeMappedBytes === undefined
    ? { rss }
    : { rss, native: nativeBytes, nativeMapped: nativeMappedBytes };
}

/** A line of run.log now and then. */
function createLogger({ run, options }: TrainingTask): (event: TrainEvent) => Promise<void> {
  let last = -Infinity;
  return async (event) => {
    const now = performance.now();
    if (now - last < LOG_SECONDS * 1000) return;
    last = now;
    const { iteration, seconds } = event;
    await run.log(
      `iteration ${iteration} of ${options.experiment.iterations}, loss ${totalLoss(event).toFixed(4)}, ${seconds.toFixed(3)} s`,
    );
  };
}

async function waitWhilePaused({ run, control, onEvent }: TrainingTask, iteration: number): Promise<void> {
  await run.update({ state: 'paused' });
  await run.log(`paused after iteration ${iteration}`);
  onEvent({ kind: 'phase', phase: 'paused' });
  await control.untilResumed();
  if (control.signal.aborted) return;
  await run.update({ state: 'running' });
  await run.log('continued');
  onEvent({ kind: 'phase', phase: 'training' });
}

/**
 * Trains to the end or until the control asks to stop; metrics.jsonl gets every iteration, and the last one is always in a checkpoint.
 * Returns the finished iterations.
 */
export async function trainAndSave(task: TrainingTask): Promise<number> {
  const { options, run, learner, data, control, startIteration, validation, preview, onEvent } = task;
  const { experiment, checkpointSeconds } = options;
  const saver = createSaver(run, learner, startIteration, onEvent);
  const log = createLogger(task);
  const start = performance.now();

  /** Validates where it is due, and keeps the models when they are the best so far. */
  async function validateWhenDue(iteration: number, recorded: number | null): Promise<void> {
    if (validation === null || !isDue(validation, iteration)) return;
    if (recorded === null) onEvent({ kind: 'phase', phase: 'validating' });
    const score = recorded ?? (await validate(run, validation, iteration, onEvent));
    if (score === null) return;
    const best = await beatsBest(run, score);
    if (best) await saver.save(iteration, score);
    if (recorded === null) {
      onEvent({ kind: 'validated', iteration, score, best });
      onEvent({ kind: 'phase', phase: 'training' });
    }
  }

  const stopping = await createStopping(run.path, experiment);
  /** Whether the run has had enough; run.json says why. */
  async function isEnough(iteration: number): Promise<boolean> {
    const why = iteration < experiment.iterations ? await stopping.reason(iteration) : null;
    if (why === null) return false;
    await run.update({ stoppedEarly: { iteration, why } });
    await run.log(`stopped after iteration ${iteration} of ${experiment.iterations}: ${why}`);
    return true;
  }

  let iteration = startIteration;
  await validateWhenDue(iteration, iteration === 0 ? null : await recordedScore(run, iteration, learner.declaration));
  if (!control.signal.aborted && !(await isEnough(iteration))) {
    for await (const event of train({ experiment, learner, data, startIteration })) {
      iteration = event.iteration;
      const record: TrainRecord = { ...event, memory: memoryNow() };
      await run.metrics.append(trainLine(record));
      onEvent({ kind: 'trained', event: record, iterations: experiment.iterations });
      stopping.count(event.seconds);
      await log(event);
      if (!control.signal.aborted) await validateWhenDue(iteration, null);
      if (preview !== null && !control.signal.aborted && isDue(preview, iteration))
        await previewCases(run.path, preview, iteration);
      const due = saver.age > checkpointSeconds && iteration < experiment.iterations;
      if (control.takeCheckpointRequest() || control.paused || due) await saver.save(iteration);
      if (control.paused) await waitWhilePaused(task, iteration);
      if (control.signal.aborted || (await isEnough(iteration))) break;
    }
  }
  if (iteration > startIteration) await saver.save(iteration);
  await run.log(`trained ${iteration - startIteration} iterations in ${formatDuration((performance.now() - start) / 1000)}`);
  return iteration;
}
