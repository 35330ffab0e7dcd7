import type { SelectedBackend } from '../tensor/select';
import { describeMachine } from './runRecord';

/** What must be the same for numbers to be the same, with the words for it. */
const DECISIVE: Readonly<Record<string, string>> = {
  backend: 'backend',
  precision: 'precision',
  threads: 'threads',
  cpu: 'processor',
  isa: 'instruction set',
  onednn: 'oneDNN',
};

/** What differs between the machine a run began on and this one, by the recorded names: { threads: 'threads 2, now 1' }. */
export function machineDifferences(
  before: Readonly<Record<string, unknown>>,
  backend: SelectedBackend,
): Readonly<Record<string, string>> {
  const now = describeMachine(backend);
  return Object.fromEntries(
    Object.entries(DECISIVE)
      .filter(([key]) => before[key] !== now[key])
      .map(([key, word]) => [key, `${word} ${String(before[key] ?? 'none')}, now ${String(now[key] ?? 'none')}`]),
  );
}
