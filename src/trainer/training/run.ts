import { writeRunFile } from '../../io/run/openRun';
import type { RunDirectory } from '../../io/run/runDirectory';
import type { Outcome } from '../events';
import { StopReason } from './control';
import type { TrainingJob } from './job';
import { warn } from './job';
import { followRequests } from './requests';
import { loadData, selectCheckpoint, testModels, trainModels, withModels } from './steps';

/** One job from volumes to masks. */
async function trainAndTest(job: TrainingJob): Promise<Outcome> {
  const data = await loadData(job);
  try {
    return await withModels(job, async (learner) => {
      const iteration = await trainModels(job, learner, data);
      const selected = await selectCheckpoint(job, learner, iteration);
      return { state: 'done', run: job.run.path, iteration, ...(await testModels(job, learner, selected)) };
    });
  } finally {
    await data.close();
  }
}

/**
 * Runs a job in its run directory, whose state is right at every moment: 'running', 'paused', then 'done', 'stopped' or
 * 'interrupted' (the control said so), or 'failed' (this function throws).
 */
export async function runJob(job: TrainingJob): Promise<Outcome> {
  const { options, source, backend, run, control, onEvent } = job;
  const { signal } = control;
  const finish = (change: Parameters<RunDirectory['update']>[0]): Promise<void> =>
    run.update({ ...change, lease: null, times: { ...run.record.times, finished: new Date().toISOString() } });
  const stopFollowing = followRequests(job);
  try {
    const { name, precision, threads, warnings } = backend;
    await run.log(`${options.experiment.method.kind} on ${source.name}, backend ${name} ${precision}, ${threads} threads`);
    onEvent({ kind: 'opened', run: run.path, id: run.record.id, iteration: job.checkpoint?.iteration ?? 0 });
    onEvent({ kind: 'backend', backend });
    for (const message of warnings) await warn(job, message);
    for (const [file, content] of Object.entries(options.files ?? {})) await writeRunFile(run.path, file, content);
    const outcome = await trainAndTest(job);
    await finish({
      state: 'done',
      iteration: outcome.iteration,
      ...(outcome.results ? { results: { ...outcome.results } } : {}),
      ...(outcome.diagnosis ? { diagnosis: [...outcome.diagnosis] } : {}),
    });
    await run.log(['done', ...(outcome.diagnosis ?? [])].join(', but: '));
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
    stopFollowing();
    await run.close().catch(() => undefined);
  }
}
