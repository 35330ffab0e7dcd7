import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../io/atomic';
import { OWN_FILE, readTextFile } from '../../io/textFile';
import { trainerJob } from '../../protocol/trainer';
import type { QueuedJob } from './job';

/** The queue, kept for the next window of this workspace. */
export interface WaitingJobs {
  /** Those that waited when the last window was closed, and were not taken since. */
  left(): Promise<readonly QueuedJob[]>;
  take(): Promise<readonly QueuedJob[]>;
  /** Keeps these, and those that were not taken. */
  save(jobs: readonly QueuedJob[]): Promise<void>;
}

/** Another version may have written it. */
function isJob(value: unknown): value is QueuedJob {
  if (typeof value !== 'object' || value === null || !('job' in value && 'title' in value && 'cwd' in value)) return false;
  return trainerJob.safeParse(value.job).success && typeof value.title === 'string' && typeof value.cwd === 'string';
}

/** A file that is missing or damaged holds no jobs. */
async function load(file: string): Promise<readonly QueuedJob[]> {
  try {
    const found = JSON.parse(await readTextFile(file, OWN_FILE)) as unknown;
    return Array.isArray(found) ? found.filter(isJob) : [];
  } catch {
    return [];
  }
}

/** A file and not the editor's memory, which a browser writes seconds later. */
export function createWaitingJobs(folder: string): WaitingJobs {
  const file = join(folder, 'waiting-jobs.json');
  let left = load(file);
  let kept: readonly QueuedJob[] = [];
  let last: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const jobs = [...(await left), ...kept];
    await mkdir(folder, { recursive: true });
    await writeFileAtomic(file, JSON.stringify(jobs));
  };
  const save = (jobs: readonly QueuedJob[]): Promise<void> => {
    kept = [...jobs];
    last = last.catch(() => undefined).then(write);
    return last;
  };
  return {
    left: () => left,
    async take() {
      const taken = await left;
      left = Promise.resolve([]);
      await save(kept);
      return taken;
    },
    save,
  };
}
