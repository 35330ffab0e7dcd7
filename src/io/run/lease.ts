import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who writes a run directory: enough to know a process again, also when its number was given to another one since. */
export interface Lease {
  readonly pid: number;
  readonly host: string;
  /** Boot and start tick of the process where the system tells, else ''. */
  readonly startTime: string;
  readonly nonce: string;
}

/** 'elsewhere': another machine holds it, and this one cannot know whether it lives. */
export type LeaseState = 'alive' | 'dead' | 'elsewhere';

function startTimeOf(pid: number): string | null {
  try {
    // The name in field 2 may hold spaces and brackets, so fields are counted from its last bracket; start time is field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    if (ticks === undefined) return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}:${ticks}`;
  } catch {
    return null;
  }
}

export function ownLease(): Lease {
  return { pid: process.pid, host: hostname(), startTime: startTimeOf(process.pid) ?? '', nonce: randomBytes(8).toString('hex') };
}

export function leaseState(lease: Lease): LeaseState {
  if (lease.host !== hostname()) return 'elsewhere';
  try {
    process.kill(lease.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return 'dead';
  }
  const startTime = startTimeOf(lease.pid);
  return lease.startTime === '' || startTime === null || startTime === lease.startTime ? 'alive' : 'dead';
}
