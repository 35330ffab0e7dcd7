import { z } from 'zod';
import { FileError } from '../../io/fileError';
import type { Checkpoint } from '../../io/run/checkpoints';
import { forgetBest, listCheckpoints, loadCheckpoint, readBest, removeCheckpointsAfter } from '../../io/run/checkpoints';
import { takeRunDirectory } from '../../io/run/openRun';
import type { RunRecord } from '../../io/run/record';
import { takeRequests } from '../../io/run/requests';
import { restoreRecord } from '../../io/run/restoreRecord';
import type { RunDirectory } from '../../io/run/runDirectory';
import { readRunRecord, runPaths } from '../../io/run/runDirectory';
import { convolutionWays } from '../../tensor/native/measured/cache';
import type { BackendOptions } from '../../tensor/registry';
import { selectBackend } from '../../tensor/select';
import { openSource } from '../data/open';
import type { Outcome } from '../events';
import { optionsOfRecord } from '../job';
import { loadRunText } from '../text';
import type { RunController } from './control';
import { controlOf } from './control';
import type { Listener } from './job';
import { machineOf, requireSameMachine } from './machine';
import { runJob } from './run';
import { describeMachine } from './runRecord';

export interface ResumeOptions {
  /** The run directory. */
  readonly run: string;
  /** What is not named here is as it was; what is named is refused where it differs, unless that is allowed. */
  readonly backend?: BackendOptions | undefined;
  /** Go on where threads, precision, engine or processor differ. */
  readonly allowDifferentMachine?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

const recordedBackend = z.looseObject({
  backend: z.enum(['native', 'js', 'tensorflow']),
  precision: z.enum(['float32', 'bfloat16']),
  threads: z.number().int().min(1),
  convolution: z.enum(['measured', 'direct', 'winograd']).optional(),
});

/** Engine, precision and threads as the run had them last, except where the caller names others. */
function backendOptionsOf(run: string, record: RunRecord, named: BackendOptions = {}): BackendOptions {
  const recorded = recordedBackend.safeParse(machineOf(record));
  if (!recorded.success)
    throw new FileError(runPaths.record(run), 'machine', 'it does not say which engine was used.', 'Start a new run.');
  const { data: convolutions } = convolutionWays.safeParse(record.convolutions ?? {});
  const asked = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined && value !== 'auto'));
  const { convolution, ...rest } = recorded.data;
  return {
    ...rest,
    ...(convolution === undefined ? {} : { convolution }),
    ...(convolutions === undefined ? {} : { convolutions }),
    ...asked,
  };
}

function requireUnfinished(run: string, { state }: RunRecord): void {
  if (state === 'done')
    throw new FileError(
      run,
      'state',
      'the run is done.',
      'Start a new one for more iterations: the learning rate falls to 0 at the end of a run, so a longer one is another experiment.',
    );
}

/** The newest checkpoint that is whole; the damaged ones before it are told. */
async function newestCheckpoint(run: RunDirectory, onEvent: Listener): Promise<Checkpoint | null> {
  const folder = runPaths.checkpoints(run.path);
  for (const manifest of await listCheckpoints(folder)) {
    try {
      return await loadCheckpoint(folder, manifest);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await run.log(`warning: ${error.message}`);
      onEvent({ kind: 'warning', message: error.message });
    }
  }
  return null;
}

/** Takes everything after an iteration out of the run directory, because it is about to be made again. */
async function goBack(run: RunDirectory, iteration: number): Promise<void> {
  const folder = runPaths.checkpoints(run.path);
  await removeCheckpointsAfter(folder, iteration);
  const best = await readBest(folder);
  if (best === null || best.iteration > iteration) await forgetBest(folder);
}

/**
 * Goes on with a run from its newest whole checkpoint, as if it had never been interrupted: on the same kind of processor with as many
 * threads, weights and metrics equal those of the uninterrupted run bit for bit. metrics.jsonl is cut back to the checkpoint.
 * Throws FileError when the run is done or held by another process, when its data changed, or when the machine differs.
 */
export async function resumeTraining(
  options: ResumeOptions,
  onEvent: Listener,
  control: RunController = controlOf(options.signal),
): Promise<Outcome> {
  const restored = await restoreRecord(options.run);
  if (restored !== null) onEvent({ kind: 'warning', message: restored });
  const before = await readRunRecord(options.run);
  requireUnfinished(options.run, before);
  const backendOptions = backendOptionsOf(options.run, before, options.backend);
  const saved = optionsOfRecord(options.run, before);
  const source = await openSource(saved.data, saved.experiment);
  const text = await loadRunText(options.run, saved.experiment);
  const backend = await selectBackend(backendOptions);
  const differs = requireSameMachine(options.run, machineOf(before), backend, options.allowDifferentMachine === true);

  const run = await takeRunDirectory(options.run, async (path, record) => {
    requireUnfinished(path, record);
    // What was asked of the process before is not meant for this one.
    await takeRequests(path);
  });
  const checkpoint = await newestCheckpoint(run, onEvent);
  const iteration = checkpoint?.iteration ?? 0;
  await goBack(run, iteration);
  await run.metrics.cut(iteration, ({ kind, split }) => kind === 'evaluation' && split === 'test');
  const { started } = before.times;
  await run.update({
    state: 'running',
    reason: undefined,
    iteration,
    times: { created: before.times.created, ...(started === undefined ? {} : { started }) },
    resumed: [
      ...(before.resumed ?? []),
      { iteration, time: new Date().toISOString(), machine: describeMachine(backend), differs },
    ],
  });
  if (restored !== null) await run.log(`warning: ${restored}`);
  await run.log(`resumed after iteration ${iteration}`);
  for (const difference of differs) {
    const message = `From iteration ${iteration} on this run has other numbers than an uninterrupted one: ${difference}.`;
    await run.log(`warning: ${message}`);
    onEvent({ kind: 'warning', message });
  }
  return runJob({ options: { ...saved, backend: backendOptions }, source, text, backend, run, control, checkpoint, onEvent });
}
