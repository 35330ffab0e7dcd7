import type { Command } from 'commander';
import { Option } from 'commander';
import { FileError } from '../../../io/fileError';
import { readJob } from '../../../study/jobs';
import { makeRun } from '../../../trainer/studyJob';
import { createControl, StopReason } from '../../../trainer/training/control';
import { nonNegativeInteger, threadCount } from '../../arguments';
import { EXIT } from '../../exitCodes';
import type { ProgressForm } from '../../report/listener';
import { createListener } from '../../report/listener';
import { withStopSignals } from '../../stopSignals';

interface JobFlags {
  readonly threads: number | 'auto';
  readonly retryFailed?: boolean;
  readonly progress: ProgressForm;
}

/** Whoever started the run has gone, as when `study run` is killed: nobody would tell the run to end. */
function stopWhenAlone(stop: (reason: Error) => void): void {
  if (process.send === undefined) return;
  process.on('disconnect', () => stop(new StopReason('whoever started the run has gone', 'interrupted')));
}

async function job(file: string, index: number, { threads, retryFailed = false, progress }: JobFlags): Promise<void> {
  const wanted = await readJob(file, index);
  const { onEvent, say } = createListener(progress);
  const control = createControl();
  stopWhenAlone((reason) => control.stop(reason));
  const { value, request } = await withStopSignals(
    (signal) => {
      // Nobody gave the run up: whoever goes on with the study goes on with it.
      signal.addEventListener('abort', () => control.stop(new StopReason(String(signal.reason), 'interrupted')), { once: true });
      return makeRun(wanted, { threads, retryFailed }, onEvent, control).catch((error: unknown) => {
        if (!(error instanceof FileError) || error.field !== 'run directory') throw error;
        say(error.message);
        return null;
      });
    },
    () => say('Stopping; what is done so far is being saved.'),
  );
  if (value === null) process.exitCode = EXIT.elsewhere;
  else if (value.state === 'already') {
    say(`${wanted.id}: ${value.was} before.`);
    if (value.was === 'failed') process.exitCode = EXIT.failed;
  } else if (value.state !== 'done') process.exitCode = request?.exitCode ?? EXIT.unfinished;
  // The channel to the parent must not keep a finished process alive.
  if (process.connected) process.disconnect();
}

/** `llm-segnet study job JOBS INDEX` */
export function registerStudyJob(study: Command): void {
  study
    .command('job')
    .description('Make one run of a jobs.jsonl, or go on with it: what every runner starts')
    .argument('<jobs>', 'jobs.jsonl, as study run, slurm, hq and commands write it')
    .argument('<index>', 'line, counted from 0', nonNegativeInteger)
    .option('--threads <count>', 'threads of a run that begins (default: as the experiment says)', threadCount, 'auto')
    .option('--retry-failed', 'try it again if it failed before')
    .addOption(new Option('--progress <form>', 'how to tell').choices(['human', 'ndjson']).default('human'))
    .action(job);
}
