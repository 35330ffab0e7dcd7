import { FileError, systemCode } from '../../io/fileError';
import type { FailureCode } from '../../protocol/trainer';

export interface Failure {
  readonly code: FailureCode;
  /** Whole sentences. */
  readonly cause: string;
  readonly fix: string;
}

/** The system's code of an error or of what caused it. */
function deepCode(error: unknown): string | undefined {
  for (let one = error; one !== undefined && one !== null; one = one instanceof Error ? one.cause : undefined) {
    const code = systemCode(one);
    if (code !== undefined) return code;
  }
  return undefined;
}

const RESUME = 'The run can be resumed from its last checkpoint.';

/** What went wrong, as a host can show it. */
export function failureOf(error: unknown): Failure {
  const cause = error instanceof Error ? error.message : String(error);
  const code = deepCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return { code: 'disk-full', cause, fix: `Free some space there. ${RESUME}` };
  if (error instanceof FileError) {
    const kinds: Record<string, FailureCode> = { 'run directory': 'busy', machine: 'machine' };
    return { code: kinds[error.field] ?? 'input', cause, fix: error.fix };
  }
  if (/out of memory|memory limit|cannot allocate/i.test(cause))
    return { code: 'out-of-memory', cause, fix: `Make the patch or the batch smaller, or end other programs. ${RESUME}` };
  if (/a lower learning rate may help/.test(cause))
    return { code: 'diverged', cause, fix: 'Lower optimiser.learningRate, or the weight of the unsupervised loss.' };
  return { code: 'internal', cause, fix: 'run.log in the run directory says more.' };
}
