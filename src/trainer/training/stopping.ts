/** When a run ends before its iterations do: validation no longer rises, or its time is used up. Told by what is on disk, so a resumed run ends alike. */
import type { Experiment } from '../../core/config/experiment';
import { readBest } from '../../io/run/checkpoints';
import { readMetrics } from '../../io/run/metricsLog';
import { runPaths } from '../../io/run/runDirectory';
import { formatDuration } from '../format';

export interface Stopping {
  /** Takes the seconds of a step. */
  count(seconds: number): void;
  /** Why the run should end after an iteration, as a whole sentence; null: it should go on. */
  reason(iteration: number): Promise<string | null>;
}

async function secondsSoFar(run: string): Promise<number> {
  let sum = 0;
  for await (const { seconds } of readMetrics(runPaths.metrics(run), ['train'])) sum += typeof seconds === 'number' ? seconds : 0;
  return sum;
}

/** @param run its directory, whose metrics have been cut back to the checkpoint. */
export async function createStopping(run: string, { stopping }: Pick<Experiment, 'stopping'>): Promise<Stopping> {
  const { patience, hours } = stopping;
  let seconds = hours === null ? 0 : await secondsSoFar(run);
  return {
    count(step) {
      seconds += step;
    },
    async reason(iteration) {
      if (hours !== null && seconds >= 3600 * hours) return `its budget of ${formatDuration(3600 * hours)} is used up.`;
      if (patience === null) return null;
      const best = await readBest(runPaths.checkpoints(run));
      if (best === null || iteration - best.iteration < patience) return null;
      return `validation has not risen since iteration ${best.iteration}.`;
    },
  };
}
