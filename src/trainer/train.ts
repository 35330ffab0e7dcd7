import type { Models } from '../core/methods/types';
import type { PatchSource } from '../core/sampling/types';
import { train } from '../core/training/loop';
import { saveCheckpoint } from '../io/run/checkpoints';
import type { RunDirectory } from '../io/run/runDirectory';
import { runPaths } from '../io/run/runDirectory';
import type { TrainerEvent } from './events';
import { formatDuration, totalLoss } from './format';
import { readModels } from './modelTensors';
import type { TrainingOptions } from './options';

/** How often a line goes to run.log, in seconds. */
const LOG_SECONDS = 10;

async function checkpoint(
  run: RunDirectory,
  models: Models,
  iteration: number,
  onEvent: (event: TrainerEvent) => void,
): Promise<void> {
  await run.metrics.sync();
  await saveCheckpoint(runPaths.checkpoints(run.path), { iteration, tensors: await readModels(models), state: {} });
  await run.update({ iteration });
  await run.log(`checkpoint after iteration ${iteration}`);
  onEvent({ kind: 'checkpoint', iteration });
}

/**
 * Trains to the end or until the signal asks to stop; metrics.jsonl gets every iteration, and the last one is always in a checkpoint.
 * Returns the finished iterations.
 */
export async function trainAndSave(
  options: TrainingOptions,
  run: RunDirectory,
  models: Models,
  data: PatchSource,
  onEvent: (event: TrainerEvent) => void,
): Promise<number> {
  const { experiment, checkpointSeconds, signal } = options;
  let iteration = 0;
  let saved = -1;
  let lastCheckpoint = performance.now();
  let lastLog = -Infinity;
  const start = performance.now();
  for await (const event of train({ experiment, models, data })) {
    iteration = event.iteration;
    await run.metrics.append({ ...event });
    onEvent({ kind: 'trained', event, iterations: experiment.iterations });
    const now = performance.now();
    if (now - lastLog > LOG_SECONDS * 1000) {
      lastLog = now;
      await run.log(
        `iteration ${iteration} of ${experiment.iterations}, loss ${totalLoss(event).toFixed(4)}, ${event.seconds.toFixed(3)} s`,
      );
    }
    if (now - lastCheckpoint > checkpointSeconds * 1000 && iteration < experiment.iterations) {
      await checkpoint(run, models, iteration, onEvent);
      saved = iteration;
      lastCheckpoint = performance.now();
    }
    if (signal?.aborted) break;
  }
  if (saved !== iteration && iteration > 0) await checkpoint(run, models, iteration, onEvent);
  await run.log(`trained ${iteration} iterations in ${formatDuration((performance.now() - start) / 1000)}`);
  return iteration;
}
