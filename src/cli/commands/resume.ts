import type { Command } from 'commander';
import { Option } from 'commander';
import { resumeTraining } from '../../trainer/training/resume';
import type { BackendFlags } from '../backendOptions';
import { addBackendOptions, backendOptionsOf } from '../backendOptions';
import { createListener } from '../report/listener';
import { withStopSignals } from '../stopSignals';

interface ResumeFlags extends BackendFlags {
  readonly allowDifferentMachine?: boolean;
  readonly progress: 'human' | 'ndjson';
}

async function resume(run: string, flags: ResumeFlags): Promise<void> {
  const { onEvent, say } = createListener(flags.progress);
  const { allowDifferentMachine } = flags;
  const { value: outcome, request } = await withStopSignals(
    (signal) => resumeTraining({ run, backend: backendOptionsOf(flags), allowDifferentMachine, signal }, onEvent),
    () => say('Stopping; what is done so far is being saved. Press Ctrl-C again to end at once.'),
  );
  if (outcome.state !== 'done' && request !== null) process.exitCode = request.exitCode;
}

/** `llm-segnet resume RUN` */
export function registerResume(program: Command): void {
  const command = program
    .command('resume')
    .description('Go on with a run that was stopped, killed or failed, as if that had not happened')
    .argument('<run>', 'run directory')
    .option(
      '--allow-different-machine',
      'go on although threads, precision, engine or processor differ; the numbers are then not those of an uninterrupted run',
    )
    .addOption(new Option('--progress <form>', 'how to tell').choices(['human', 'ndjson']).default('human'));
  addBackendOptions(command).action(async (run: string, flags: ResumeFlags) => {
    await resume(run, flags);
  });
}
