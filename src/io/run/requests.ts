/**
 * Requests to a running trainer as files in the run directory: whoever sees the directory can ask, whatever started the trainer, also
 * after the process that started it is gone, and also where signals do not reach (another user, another machine, Windows).
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../atomic';
import { systemCode } from '../fileError';
import { makeFolder } from '../makeFolder';
import { runPaths } from './runDirectory';

export const REQUESTS = ['pause', 'resume', 'checkpoint', 'stop'] as const;
export type RunRequest = (typeof REQUESTS)[number];

const fileOf = (run: string, request: RunRequest): string => join(runPaths.control(run), `request-${request}`);

/** Leaves a request; the trainer takes it after the iteration at hand. Asking twice is asking once. Throws FileError. */
export async function writeRequest(run: string, request: RunRequest): Promise<void> {
  const folder = runPaths.control(run);
  await makeFolder(folder);
  // The latest of the two counts.
  if (request === 'pause') await rm(fileOf(run, 'resume'), { force: true });
  if (request === 'resume') await rm(fileOf(run, 'pause'), { force: true });
  await writeFileAtomic(fileOf(run, request), `${new Date().toISOString()}\n`);
}

/** Takes the requests that wait, and removes them. A folder that cannot be read has none: a run goes on without being asked. */
export async function takeRequests(run: string): Promise<RunRequest[]> {
  const folder = runPaths.control(run);
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (systemCode(error) !== undefined) return [];
    throw error;
  });
  const found = REQUESTS.filter((request) => names.includes(`request-${request}`));
  for (const request of found) await rm(fileOf(run, request), { force: true });
  return found;
}
