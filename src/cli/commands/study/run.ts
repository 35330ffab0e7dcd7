import type { Command } from 'commander';
import type { JobEvent } from '../../../study/child';
import type { StudyJob } from '../../../study/jobs';
import { jobOfRun, jobsFile, writeJobs } from '../../../study/jobs';
import { runHere } from '../../../study/runners/here';
import type { RunStatus } from '../../../study/states';
import { statesOf } from '../../../study/states';
import type { TrainRecord } from '../../../trainer/events';
import { positiveInteger, threadCount } from '../../arguments';
import { EXIT } from '../../exitCodes';
import { createLines } from '../../report/lines';
import { createProgress } from '../../report/progress';
import { withStopSignals } from '../../stopSignals';
import type { DataFlag } from './open';
import { openStudy } from './open';
import { shareOfThreads } from './plan';

interface RunFlags extends DataFlag {
  readonly atOnce?: number;
  readonly threads?: number | 'auto';
  readonly retryFailed?: boolean;
}

/** Begun runs go on first, so that no more than needed are half done; then those that never began, in the study's order. */
function wantedLines(statuses: readonly RunStatus[], retryFailed: boolean): number[] {
  const begun: number[] = [];
  const missing: number[] = [];
  for (const [index, { state }] of statuses.entries()) {
    if (state === 'missing') missing.push(index);
    else if (state !== 'done' && (state !== 'failed' || retryFailed)) begun.push(index);
  }
  return [...begun, ...missing];
}

/** What a run's line says after an event; null: nothing new. */
function createTeller(): (job: StudyJob, event: JobEvent) => string | null {
  const progress = new Map<string, ReturnType<typeof createProgress>>();
  return ({ id }, event) => {
    if (event.kind === 'trained') {
      const own = progress.get(id) ?? createProgress();
      progress.set(id, own);
      return own.line(event['event'] as unknown as TrainRecord, Number(event['iterations']));
    }
    if (event.kind === 'loaded') return `loading volumes ${String(event['done'])}/${String(event['total'])}`;
    if (event.kind === 'evaluated') return `testing ${String(event['done'])}/${String(event['total'])}`;
    if (event.kind === 'elsewhere') return 'another process works on it';
    if (event.kind === 'died') return 'its process died; it goes on from its checkpoint';
    return null;
  };
}

const ENDS: Readonly<Record<string, string>> = { done: 'done', stopped: 'stopped, saved', 'gave-up': 'failed' };

async function runStudy(file: string, flags: RunFlags): Promise<void> {
  const loaded = await openStudy(file, flags);
  const { study } = loaded;
  const statuses = await statesOf(loaded);
  const jobs = statuses.map(({ run, path }) => jobOfRun(study.name, run, path));
  const wanted = wantedLines(statuses, flags.retryFailed === true);
  const path = jobsFile(loaded.runs);
  await writeJobs(path, jobs);
  const atOnce = flags.atOnce ?? study.local.atOnce;
  const local = flags.threads === undefined ? study.local : { ...study.local, threads: flags.threads };
  const threads = shareOfThreads({ ...study, local }, atOnce);
  const lines = createLines(process.stdout);
  lines.print(
    `${study.name}: ${jobs.length} runs, ${wanted.length} to make; ${atOnce} at once, ${threads} ${threads === 1 ? 'thread' : 'threads'} each`,
  );
  const teller = createTeller();
  let ended = jobs.length - wanted.length;
  const tell = (job: StudyJob, event: JobEvent): void => {
    const end = ENDS[event.kind];
    if (end !== undefined) {
      if (event.kind === 'done') ended++;
      const why = event.kind === 'gave-up' ? `: ${String(event['reason'])}` : '';
      lines.end(job.id, `${job.id}  ${end}${why}  (${ended} of ${jobs.length} done)`);
      return;
    }
    const line = teller(job, event);
    if (line !== null) lines.set(job.id, `${job.id}  ${line}`);
  };
  const { value: result, request } = await withStopSignals(
    (signal) =>
      runHere(jobs, wanted, {
        file: path,
        atOnce,
        threads,
        nice: study.local.nice,
        retryFailed: flags.retryFailed === true,
        signal,
        tell,
      }),
    () => lines.print('Stopping; every run is being saved. Press Ctrl-C again to end at once.'),
  );
  const failedBefore =
    statuses.filter(({ state }) => state === 'failed').length -
    (flags.retryFailed === true ? statuses.filter(({ state }) => state === 'failed').length : 0);
  lines.print(`${ended} of ${jobs.length} runs are done, ${result.failed.size + failedBefore} failed, ${result.left} left.`);
  if (request !== null) process.exitCode = request.exitCode;
  else if (result.failed.size + failedBefore > 0) process.exitCode = EXIT.failed;
  else if (result.left > 0) process.exitCode = EXIT.unfinished;
}

/** `llm-segnet study run FILE` */
export function registerStudyRun(study: Command): void {
  study
    .command('run')
    .description('Make the runs of a study here, so many at once; stop it at any time, and repeat the command to go on')
    .argument('<file>', 'study file (.llmsegstudy.json)')
    .option('--data <folder>', 'volumes, where the experiment names none (or LLMSEGNET_DATA)')
    .option('--at-once <count>', 'runs at the same time (default: local.atOnce)', positiveInteger)
    .option('--threads <count>', 'threads that they share (default: local.threads)', threadCount)
    .option('--retry-failed', 'try runs again that failed')
    .action(runStudy);
}
