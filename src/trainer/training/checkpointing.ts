import type { Learner } from '../../core/methods/types';
import { markBest, readBest, saveCheckpoint } from '../../io/run/checkpoints';
import type { RunDirectory } from '../../io/run/runDirectory';
import { runPaths } from '../../io/run/runDirectory';
import { chosenConvolutions } from '../../tensor/native/measured/choices';
import type { TrainerEvent } from '../events';
import { readTensors } from '../modelTensors';

/** Saves the models of a run, each iteration at most once. */
export interface Saver {
  /** Seconds since the last checkpoint, or since the start. */
  readonly age: number;
  /** Saves the models as they are after `iteration`; with a score, also as the best. Metrics so far are durable before. */
  save(iteration: number, bestScore?: number): Promise<void>;
}

/** `saved`: the iteration that is in a checkpoint already, 0 when there is none. */
export function createSaver(run: RunDirectory, learner: Learner, saved: number, onEvent: (event: TrainerEvent) => void): Saver {
  const folder = runPaths.checkpoints(run.path);
  let last = saved;
  let time = performance.now();
  return {
    get age() {
      return (performance.now() - time) / 1000;
    },
    async save(iteration, bestScore) {
      const isNew = iteration !== last;
      if (isNew) {
        await run.metrics.sync();
        await saveCheckpoint(folder, { iteration, tensors: await readTensors(learner), state: {} });
        last = iteration;
        time = performance.now();
        await run.update({ iteration, convolutions: chosenConvolutions() });
        await run.log(`checkpoint after iteration ${iteration}`);
      }
      if (bestScore !== undefined) await markBest(folder, { iteration, score: bestScore });
      if (isNew || bestScore !== undefined) onEvent({ kind: 'checkpoint', iteration, best: bestScore !== undefined });
    },
  };
}

/** Whether a validation score beats that of the best checkpoint there is. */
export async function beatsBest(run: RunDirectory, score: number): Promise<boolean> {
  const best = await readBest(runPaths.checkpoints(run.path));
  return best === null || score > best.score;
}
