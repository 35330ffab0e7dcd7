import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { printable } from '../../../io/fileError';
import type { RunStatus } from '../../../study/states';
import { statesOf } from '../../../study/states';
import { alignTable } from '../../report/table';
import type { DataFlag } from './open';
import { openStudy } from './open';

const run = promisify(execFile);

interface StatusFlags extends DataFlag {
  readonly json?: boolean;
  readonly all?: boolean;
}

/** What Slurm says of the arrays of a study, by the log's name; empty where there is no Slurm. */
async function queueLines(name: string): Promise<string[]> {
  const job = name.replace(/[^\w.-]/g, '-');
  return run('squeue', ['--name', job, '--array', '--noheader', '--format', '%i %T %M %l %R'])
    .then(({ stdout }) => stdout.split('\n').filter((line) => line.trim() !== ''))
    .catch(() => []);
}

const iterationsOf = ({ run: { experiment } }: RunStatus): number => experiment.iterations;

function rowOf(status: RunStatus): string[] {
  const { run: one, state, record, reused } = status;
  const where = record?.lease && (state === 'running' || state === 'paused') ? `${record.lease.host}:${record.lease.pid}` : '';
  return [
    one.id,
    reused ? `done in ${basename(status.path)}` : state,
    `${record?.iteration ?? 0}/${iterationsOf(status)}`,
    where,
    record?.reason ?? '',
  ];
}

async function status(file: string, flags: StatusFlags): Promise<void> {
  const loaded = await openStudy(file, flags);
  const statuses = await statesOf(loaded);
  const queue = await queueLines(loaded.study.name);
  const counts: Record<string, number> = {};
  for (const { state } of statuses) counts[state] = (counts[state] ?? 0) + 1;
  if (flags.json === true) {
    const runs = statuses.map(({ run: one, path, state, record, reused }) => ({
      id: one.id,
      values: one.values,
      run: path,
      state,
      reused,
      iteration: record?.iteration ?? 0,
      iterations: one.experiment.iterations,
      host: record?.lease?.host ?? null,
      reason: record?.reason ?? null,
    }));
    console.log(JSON.stringify({ study: loaded.study.name, folder: loaded.runs, counts, runs, queue }, null, 1));
    return;
  }
  const shown = statuses.filter(({ state }) => flags.all === true || (state !== 'done' && state !== 'missing'));
  if (shown.length > 0)
    for (const line of alignTable([['run', 'state', 'iteration', 'where', 'why'], ...shown.map(rowOf)]))
      console.log(printable(line));
  console.log(
    Object.entries(counts)
      .map(([state, count]) => `${count} ${state}`)
      .join(', '),
  );
  for (const line of queue) console.log(printable(`slurm ${line}`));
}

/** `llm-segnet study status FILE` */
export function registerStudyStatus(study: Command): void {
  study
    .command('status')
    .description('What has become of the runs of a study, here and in the queue of Slurm')
    .argument('<file>', 'study file (.llmsegstudy.json)')
    .option('--data <folder>', 'volumes, where the experiment names none (or LLMSEGNET_DATA)')
    .option('--all', 'list the runs that are done or did not begin, too')
    .option('--json', 'one JSON object for scripts')
    .action(status);
}
