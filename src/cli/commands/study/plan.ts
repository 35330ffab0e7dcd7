import { mkdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { Command } from 'commander';
import type { RunCost } from '../../../core/study/cost';
import { costShape, scaledCost, wallSeconds } from '../../../core/study/cost';
import { printable } from '../../../io/fileError';
import { jobOfRun, jobsFile, writeJobs } from '../../../study/jobs';
import type { LoadedStudy } from '../../../study/load';
import { measureCosts } from '../../../study/measure';
import type { RunStatus } from '../../../study/states';
import { statesOf } from '../../../study/states';
import { availableThreads } from '../../../tensor/threads';
import { formatDuration } from '../../../trainer/format';
import { createScreen } from '../../report/screen';
import { alignTable } from '../../report/table';
import { untilStopped } from '../../untilStopped';
import { openStudy } from './open';

interface PlanFlags {
  readonly data?: string;
  readonly json?: boolean;
  readonly measure: boolean;
  readonly write?: boolean;
}

/** Threads of each of the runs that go at the same time here. */
export function shareOfThreads({ local }: LoadedStudy['study'], atOnce: number = local.atOnce): number {
  const all = local.threads === 'auto' ? availableThreads() : local.threads;
  return Math.max(1, Math.floor(all / atOnce));
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

type Costs = ReadonlyMap<string, RunCost>;

async function costsOf(loaded: LoadedStudy, left: readonly RunStatus[], flags: PlanFlags): Promise<Costs | null> {
  if (!flags.measure || left.length === 0) return new Map();
  await mkdir(loaded.runs, { recursive: true });
  const screen = createScreen(process.stderr);
  const measured = await untilStopped((signal) =>
    measureCosts(
      loaded,
      left.map(({ run }) => run),
      shareOfThreads(loaded.study),
      {
        signal,
        onProgress: (done, total) => screen.finalStatus(`Measuring a few steps of each kind of run: ${done + 1} of ${total}`),
      },
    ),
  );
  if (measured === null) return null;
  return new Map(
    left.flatMap(({ run }) => {
      const cost = measured.get(costShape(run.experiment));
      return cost === undefined ? [] : [[run.id, scaledCost(run.experiment, cost)] as const];
    }),
  );
}

function lines(loaded: LoadedStudy, statuses: readonly RunStatus[], costs: Costs): string[] {
  const axes = loaded.expansion.axes.map(({ path }) => path);
  const rows = statuses.map(({ run, state, reused }) => {
    const cost = costs.get(run.id);
    return [
      run.id,
      ...axes.map((path) => run.values[path] ?? '-'),
      reused ? 'done elsewhere' : state,
      ...(cost === undefined ? ['', ''] : [formatDuration(cost.seconds), megabytes(cost.bytes)]),
    ];
  });
  return alignTable([['run', ...axes, 'state', 'time', 'memory'], ...rows]);
}

function totals({ study, expansion, notes }: LoadedStudy, statuses: readonly RunStatus[], costs: Costs): string[] {
  const { combinations, excluded, repeated, runs } = expansion;
  const left = statuses.filter(({ state }) => state !== 'done');
  const all = left.map(({ run }) => costs.get(run.id)?.seconds ?? 0);
  const most = Math.max(0, ...[...costs.values()].map(({ bytes }) => bytes));
  const out = [
    `${combinations} combinations, ${excluded} excluded, ${repeated} the same experiment as another: ${runs.length} runs, ${runs.length - left.length} of them done.`,
    ...notes,
  ];
  if (costs.size === 0) return out;
  const { atOnce } = study.local;
  return [
    ...out,
    `Left: ${formatDuration(all.reduce((sum, one) => sum + one, 0))} of computing, ${formatDuration(wallSeconds(all, atOnce))} here with ${atOnce} at once and ${shareOfThreads(study)} threads each; up to ${megabytes(most * atOnce)} of memory.`,
    ...(most * atOnce > totalmem() ? [`Warning: this machine has ${megabytes(totalmem())}. Lower local.atOnce.`] : []),
  ];
}

async function plan(file: string, flags: PlanFlags): Promise<void> {
  const loaded = await openStudy(file, flags);
  const statuses = await statesOf(loaded);
  const left = statuses.filter(({ state }) => state !== 'done');
  const costs = await costsOf(loaded, left, flags);
  if (costs === null) return;
  if (flags.write === true)
    await writeJobs(
      jobsFile(loaded.runs),
      statuses.map(({ run, path }) => jobOfRun(loaded.study.name, run, path)),
    );
  if (flags.json === true) {
    const runs = statuses.map(({ run, path, state, reused }) => ({
      id: run.id,
      key: run.key,
      values: run.values,
      run: path,
      state,
      reused,
      cost: costs.get(run.id) ?? null,
    }));
    const { combinations, excluded, repeated } = loaded.expansion;
    console.log(
      JSON.stringify({ study: loaded.study.name, folder: loaded.runs, combinations, excluded, repeated, runs }, null, 1),
    );
    return;
  }
  for (const line of [...lines(loaded, statuses, costs), '', ...totals(loaded, statuses, costs)]) console.log(printable(line));
}

/** `llm-segnet study plan FILE` */
export function registerStudyPlan(study: Command): void {
  study
    .command('plan')
    .description('List the runs of a study, with what is done, and with the time and memory that each takes here')
    .argument('<file>', 'study file (.llmsegstudy.json)')
    .option('--data <folder>', 'volumes, where the experiment names none (or LLMSEGNET_DATA)')
    .option('--no-measure', 'do not measure a few steps of each kind of run')
    .option('--write', 'write jobs.jsonl beside the runs')
    .option('--json', 'one JSON object for scripts')
    .action(plan);
}
