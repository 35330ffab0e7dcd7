import { basename } from 'node:path';
import type { Command } from 'commander';
import { experimentDifferences } from '../../core/config/difference';
import { printable } from '../../io/fileError';
import { takeHold } from '../../io/run/hold';
import { ownLease } from '../../io/run/lease';
import type { Leftovers } from '../../io/run/leftovers';
import { describeLeftovers, removeLeftovers } from '../../io/run/leftovers';
import type { ListedRun } from '../../io/run/listRuns';
import { listRuns } from '../../io/run/listRuns';
import { formatDuration } from '../../trainer/format';
import { alignTable } from '../report/table';

interface RunsFlags {
  readonly json?: boolean;
  readonly diff?: boolean;
  readonly clean?: boolean;
}

/** The value at a path of an unknown structure, or undefined. */
function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[key] : undefined),
    value,
  );
}

const numberAt = (value: unknown, ...path: readonly string[]): number | null => {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : null;
};

/** Seconds between the start and the end of a run, or now while it goes on. */
function secondsOf({ record, state }: ListedRun): number | null {
  const { started, finished } = record.times;
  const end = finished ?? (state === 'running' || state === 'paused' ? new Date().toISOString() : undefined);
  if (started === undefined || end === undefined) return null;
  return Math.max(0, (Date.parse(end) - Date.parse(started)) / 1000);
}

/** A run in numbers, as --json prints it; null where there is none yet. */
function summaryOf(run: ListedRun) {
  const { path, record, state, iteration } = run;
  const { experiment, results } = record;
  const dice = (model: string): number | null => numberAt(results, model, 'dice', 'mean');
  const method = at(experiment, 'method', 'kind');
  return {
    run: path,
    name: basename(path),
    experiment: record.name,
    state,
    method: typeof method === 'string' ? method : null,
    labelled: numberAt(experiment, 'data', 'labelled'),
    iteration,
    iterations: numberAt(experiment, 'iterations'),
    dice: { A: dice('A'), B: dice('B'), mean: dice('mean') },
    seconds: secondsOf(run),
    created: record.times.created,
    reason: record.reason ?? null,
    diagnosis: record.diagnosis ?? [],
  };
}

const score = (value: number | null): string => (value === null ? '-' : value.toFixed(3));

function tableOf(runs: readonly ListedRun[]): string[] {
  return alignTable([
    ['run', 'state', 'method', 'labelled', 'iteration', 'Dice A', 'Dice B', 'mean', 'time'],
    ...runs
      .map(summaryOf)
      .map(({ name, state, method, labelled, iteration, iterations, dice, seconds }) => [
        name,
        state,
        method ?? '-',
        String(labelled ?? '-'),
        `${iteration}/${iterations ?? '?'}`,
        score(dice.A),
        score(dice.B),
        score(dice.mean),
        seconds === null ? '-' : formatDuration(seconds),
      ]),
  ]);
}

/** What keeps results from being a success, below the table. */
function diagnosisLines(runs: readonly ListedRun[]): string[] {
  return runs.map(summaryOf).flatMap(({ name, diagnosis }) => diagnosis.map((line) => `Warning: ${name}: ${line}`));
}

function differenceLines(runs: readonly ListedRun[]): string[] {
  const differences = experimentDifferences(runs.map(({ record }) => record.experiment));
  if (differences.size === 0) return ['All settings are the same.'];
  return alignTable([
    ['setting', ...runs.map(({ path }) => basename(path))],
    ...[...differences].map(([path, values]) => [path, ...values.map((value) => (value === '' ? '-' : value))]),
  ]);
}

/** Removes what killed processes left in runs that nobody works on. */
async function cleanRuns(folder: string): Promise<void> {
  const warn = (error: unknown): void => console.error(`Warning: ${error instanceof Error ? error.message : String(error)}`);
  let total: Leftovers = { files: [], bytes: 0 };
  for (const { path } of await listRuns(folder, warn)) {
    try {
      const hold = await takeHold(path, ownLease());
      const found = await removeLeftovers(path).finally(() => hold.release());
      if (found.files.length > 0) console.log(printable(`${basename(path)}: ${describeLeftovers(found)}`));
      total = { files: [...total.files, ...found.files], bytes: total.bytes + found.bytes };
    } catch (error) {
      // A run at work, or one that may not be written, is no reason to leave the others as they are.
      warn(error);
    }
  }
  console.log(`Removed: ${describeLeftovers(total)}.`);
}

async function showRuns(folder: string, flags: RunsFlags): Promise<void> {
  const runs = await listRuns(folder, (error) => console.error(`Warning: ${error.message}`));
  const differences = (): Record<string, readonly string[]> =>
    Object.fromEntries(experimentDifferences(runs.map(({ record }) => record.experiment)));
  if (flags.json === true) {
    const answer = { runs: runs.map(summaryOf), ...(flags.diff === true ? { differences: differences() } : {}) };
    console.log(JSON.stringify(answer, null, 2));
    return;
  }
  if (runs.length === 0) console.log(`There are no runs in ${folder}.`);
  else {
    const lines = flags.diff === true ? differenceLines(runs) : [...tableOf(runs), ...diagnosisLines(runs)];
    for (const line of lines) console.log(printable(line));
  }
}

/** `llm-segnet runs [FOLDER]` */
export function registerRuns(program: Command): void {
  program
    .command('runs')
    .description('List the runs of a folder, oldest first')
    .argument('[folder]', 'folder of runs', 'runs')
    .option('--json', 'print numbers for a program')
    .option('--diff', 'show the settings in which the runs differ')
    .option('--clean', 'remove temporary files and unfinished checkpoints of killed processes, and tell their sizes')
    .action(async (folder: string, flags: RunsFlags) => {
      if (flags.clean === true) await cleanRuns(folder);
      else await showRuns(folder, flags);
    });
}
