import type { Command } from 'commander';
import { FileError } from '../../io/fileError';
import type { RunRequest } from '../../io/run/requests';
import { writeRequest } from '../../io/run/requests';
import { effectiveState, readRunRecord } from '../../io/run/runDirectory';

const COMMANDS: readonly { readonly name: string; readonly request: RunRequest; readonly does: string; readonly said: string }[] =
  [
    { name: 'stop', request: 'stop', does: 'End a run after the iteration at hand; it can be resumed', said: 'It stops' },
    { name: 'pause', request: 'pause', does: 'Let a run wait, with a checkpoint saved', said: 'It pauses' },
    { name: 'continue', request: 'resume', does: 'End the pause of a run', said: 'It continues' },
    { name: 'checkpoint', request: 'checkpoint', does: 'Let a run save a checkpoint', said: 'It saves a checkpoint' },
  ];

/** Only a trainer that lives takes requests; one that waits for none would surprise the next. */
async function requireLive(run: string): Promise<void> {
  const state = effectiveState(await readRunRecord(run));
  if (state === 'running' || state === 'paused') return;
  const fix = state === 'done' ? 'There is nothing to ask of it.' : 'Go on with llm-segnet resume.';
  throw new FileError(run, 'state', `the run is ${state}, no trainer is working on it.`, fix);
}

/** `llm-segnet stop RUN`, `pause`, `continue`, `checkpoint`: the same however and wherever the trainer was started. */
export function registerRequests(program: Command): void {
  for (const { name, request, does, said } of COMMANDS) {
    program
      .command(name)
      .description(does)
      .argument('<run>', 'run directory')
      .action(async (run: string) => {
        await requireLive(run);
        await writeRequest(run, request);
        console.log(`${said} after the iteration at hand.`);
      });
  }
}
