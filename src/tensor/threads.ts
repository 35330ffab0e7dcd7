import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';

/** What threads.ts asks of the operating system; tests give it fake files. */
export interface System {
  /** CPUs that this process may run on (its affinity mask). */
  readonly cpus: number;
  /** Text of a file, or undefined when it cannot be read. */
  read(path: string): string | undefined;
}

const realSystem = (): System => ({
  cpus: availableParallelism(),
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
});

/** A group's folder and all above it: a quota anywhere on the way limits the process. */
function lineage(group: string): string[] {
  const folders = [];
  for (let folder = posix.normalize(group); ; folder = posix.dirname(folder)) {
    folders.push(folder);
    if (folder === '/' || folder === '.') return folders;
  }
}

function quotient(quota: number, period: number): number {
  return quota > 0 && period > 0 ? quota / period : Infinity;
}

/** CPUs that a version 2 group allows: cpu.max holds "<quota> <period>", or "max <period>". */
function quotaV2(system: System, folder: string): number {
  const [quota = 'max', period = '100000'] = (system.read(posix.join('/sys/fs/cgroup', folder, 'cpu.max')) ?? '')
    .trim()
    .split(/\s+/);
  return /^\d+$/.test(quota) ? quotient(Number(quota), Number(period)) : Infinity;
}

/** CPUs that a version 1 group allows; a quota of -1 means no limit. */
function quotaV1(system: System, controllers: string, folder: string): number {
  const number = (mount: string, file: string): number =>
    Number(system.read(posix.join('/sys/fs/cgroup', mount, folder, file)) ?? NaN);
  const mounts = [controllers, 'cpu', 'cpu,cpuacct'];
  return Math.min(...mounts.map((mount) => quotient(number(mount, 'cpu.cfs_quota_us'), number(mount, 'cpu.cfs_period_us'))));
}

/** CPUs' worth of time that control groups (version 1 or 2) allow this process; Infinity without a quota. */
export function cpuQuota(system: System): number {
  let quota = Infinity;
  for (const line of (system.read('/proc/self/cgroup') ?? '').split('\n')) {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || group === undefined) continue;
    const isCpu = controllers.split(',').includes('cpu');
    // Inside a container the path may be the host's; the root folder is then the container's own group, and ends every lineage.
    for (const folder of lineage(group)) {
      if (controllers === '') quota = Math.min(quota, quotaV2(system, folder));
      else if (isCpu) quota = Math.min(quota, quotaV1(system, controllers, folder));
    }
  }
  return quota;
}

/**
 * Threads to compute with: as many as the affinity mask has CPUs and the quota pays for. A part of a CPU counts as one more thread: more
 * threads than quota only share the time that the quota allows, while fewer would leave some of it unused.
 */
export function availableThreads(system: System = realSystem()): number {
  return Math.max(1, Math.min(system.cpus, Math.ceil(cpuQuota(system))));
}

export interface ThreadChoice {
  readonly threads: number;
  readonly warnings: string[];
}

/** @throws Error unless `wanted` is 'auto' (or missing) or a whole number from 1 to 1024. */
export function chooseThreads(wanted: number | 'auto' | undefined, system: System = realSystem()): ThreadChoice {
  const available = availableThreads(system);
  if (wanted === undefined || wanted === 'auto') return { threads: available, warnings: [] };
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 1024) {
    throw new Error(`threads must be 'auto' or a whole number from 1 to 1024, got ${wanted}`);
  }
  const warning = `${wanted} threads were asked for, but this process may use ${available} CPU${available === 1 ? '' : 's'}: expect it to be slower.`;
  return { threads: wanted, warnings: wanted > available ? [warning] : [] };
}
