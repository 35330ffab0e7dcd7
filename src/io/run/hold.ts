/**
 * Who may write a run directory: one process at a time. Each holder leaves a file with the next number, made so that only one of two
 * processes can make it, and numbers never go back, so a slow process that saw a dead holder cannot take what another took since.
 */
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../atomic';
import { asFileError, FileError, systemCode } from '../fileError';
import { OWN_FILE, readTextFile } from '../textFile';
import type { Lease } from './lease';
import { leaseState } from './lease';
import { runPaths } from './runDirectory';

export interface Hold {
  /** Lets another process, or a later call in this one, take the run. */
  release(): Promise<void>;
}

const holdFile = z.looseObject({
  pid: z.number(),
  host: z.string(),
  startTime: z.string(),
  nonce: z.string(),
  released: z.boolean().optional(),
});

/** A file younger than this without content is being written by its holder. */
const WRITING_SECONDS = 10;

const nameOf = (number: number): string => `holder-${String(number).padStart(6, '0')}.json`;

async function holders(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => (/^holder-\d{6}\.json$/.test(name) ? [Number(name.slice(7, 13))] : [])).sort((a, b) => a - b);
}

async function requireFree(file: string): Promise<void> {
  const refuse = (problem: string, fix: string): never => {
    throw new FileError(file, 'run directory', problem, fix);
  };
  const parsed = holdFile.safeParse(await readJson(file));
  if (!parsed.success) {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs < WRITING_SECONDS * 1000) refuse('another process is taking this run.', 'Wait for it to end.');
    return;
  }
  const { data: holder } = parsed;
  if (holder.released === true) return;
  const state = leaseState(holder);
  if (state === 'alive') refuse(`process ${holder.pid} is working on this run.`, 'Stop it first (llm-segnet stop), or wait.');
  if (state === 'elsewhere')
    refuse(
      `process ${holder.pid} on ${holder.host} holds this run, and from here it cannot be seen whether it lives.`,
      'If it is gone, delete this file.',
    );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readTextFile(file, OWN_FILE));
  } catch {
    return null;
  }
}

/** Takes a run for this process. Throws FileError, code 'run directory', when another one has it. */
export async function takeHold(run: string, lease: Lease): Promise<Hold> {
  const folder = runPaths.control(run);
  try {
    await mkdir(folder, { recursive: true });
    const before = await holders(folder);
    const last = before.at(-1);
    if (last !== undefined) await requireFree(join(folder, nameOf(last)));
    const file = join(folder, nameOf((last ?? 0) + 1));
    const handle = await open(file, 'wx').catch((error: unknown) => {
      throw systemCode(error) === 'EEXIST'
        ? new FileError(file, 'run directory', 'another process has just taken this run.', 'Wait for it to end.')
        : error;
    });
    try {
      await handle.writeFile(JSON.stringify(lease));
    } catch (error) {
      // Without content it would look like a process that is taking the run.
      await rm(file, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    for (const number of before) await rm(join(folder, nameOf(number)), { force: true });
    // A full disk takes no word of release, but lets the file go.
    const release = (): Promise<void> =>
      writeFileAtomic(file, JSON.stringify({ ...lease, released: true })).catch(() => rm(file, { force: true }));
    return { release };
  } catch (error) {
    throw asFileError(folder, error);
  }
}
