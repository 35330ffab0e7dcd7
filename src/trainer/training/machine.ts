import { FileError } from '../../io/fileError';
import type { RunRecord } from '../../io/run/record';
import type { SelectedBackend } from '../../tensor/select';
import { describeMachine } from './runRecord';

type Machine = Readonly<Record<string, unknown>>;

/** What must be the same for numbers to be the same, with the words for it. */
const DECISIVE: Readonly<Record<string, string>> = {
  backend: 'backend',
  precision: 'precision',
  convolution: 'convolutions',
  threads: 'threads',
  cpu: 'processor',
  isa: 'instruction set',
  onednn: 'oneDNN',
};

/** What a run was computed on last: where it began, or where it was resumed since. */
export function machineOf({ machine, resumed = [] }: Pick<RunRecord, 'machine' | 'resumed'>): Machine {
  return resumed.at(-1)?.machine ?? machine;
}

/** What differs between the machine a run was on and this one, as parts of sentences: 'threads 2, now 1'. */
function differences(before: Machine, backend: SelectedBackend): string[] {
  const now = describeMachine(backend);
  return Object.entries(DECISIVE)
    .filter(([key]) => before[key] !== now[key])
    .map(([key, word]) => `${word} ${String(before[key] ?? 'none')}, now ${String(now[key] ?? 'none')}`);
}

/**
 * What is no longer as it was when the run was computed last, threads included, however it came to differ: an option alone is no leave.
 * Throws FileError unless the caller allowed it.
 */
export function requireSameMachine(run: string, before: Machine, backend: SelectedBackend, allowed: boolean): string[] {
  const differs = differences(before, backend);
  if (differs.length === 0 || allowed) return differs;
  throw new FileError(
    run,
    'machine',
    `the run has ${differs.join('; ')}, so it would not go on with the same numbers.`,
    'Resume it as it was (without --backend, --precision, --convolution and --threads), or accept that with --allow-different-machine.',
  );
}
