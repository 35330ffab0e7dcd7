/**
 * Who may write a run directory: one process at a time. Each holder leaves a file with the next number, made so that only one of two
 * processes can make it, and numbers never go back, so a slow process that saw a dead holder cannot take what another took since.
 */
import { randomBytes } from 'node:crypto';
import { link, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { writeFileAtomic } from '../atomic';
import { asFileError, FileError, systemCode } from '../fileError';
import { makeFolder } from '../makeFolder';
import { OWN_FILE, readTextFile } from '../textFile';
import type { BeatTiming } from './beat';
import { BEAT_TIMING, beatFile, startBeat, watchBeat } from './beat';
import type { Lease } from './lease';
import { leaseState } from './lease';
import { runPaths } from './runDirectory';

export interface Hold {
  /** Throws FileError where another process has taken the run since: one that stood still so long that it counted as gone. */
  requireHeld(): Promise<void>;
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

/** A file younger than this without content is being written by its holder; only where a disk has no hard links. */
const WRITING_SECONDS = 2;

const nameOf = (number: number): string => `holder-${String(number).padStart(6, '0')}.json`;

async function holders(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => (/^holder-\d{6}\.json$/.test(name) ? [Number(name.slice(7, 13))] : [])).sort((a, b) => a - b);
}

async function requireFree(file: string, timing: BeatTiming): Promise<void> {
  const refuse = (problem: string, fix: string): never => {
    throw new FileError(file, 'run directory', problem, fix);
  };
  const parsed = holdFile.safeParse(await readWritten(file));
  if (!parsed.success) return;
  const { data: holder } = parsed;
  if (holder.released === true) return;
  const state = leaseState(holder);
  if (state === 'alive') refuse(`process ${holder.pid} is working on this run.`, 'Stop it first (llm-segnet stop), or wait.');
  if (state !== 'elsewhere') return;
  const who = `process ${holder.pid} on ${holder.host}`;
  const beat = await watchBeat(file, timing);
  if (beat === 'alive') refuse(`${who} is working on this run.`, 'Stop it first (llm-segnet stop), or wait.');
  if (beat === 'unknown')
    refuse(`${who} holds this run, and from here it cannot be seen whether it lives.`, 'If it is gone, delete this file.');
}

/** What a holder wrote, once it had the time to; a killed one leaves its file empty. */
async function readWritten(file: string): Promise<unknown> {
  for (;;) {
    const found = await readJson(file);
    const { mtimeMs } = await stat(file);
    const age = Math.abs(Date.now() - mtimeMs);
    if (found !== null || age > WRITING_SECONDS * 1000) return found;
    await setTimeout(50);
  }
}

/** Makes a file with its content in one step, so that no kill leaves it empty; false when there is one already. */
async function makeOnce(file: string, content: string): Promise<boolean> {
  const whole = join(dirname(file), `.${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  const exists = (error: unknown): false => {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  };
  await writeFile(whole, content, { flag: 'wx' });
  try {
    await link(whole, file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    // Some disks have no hard links.
    return await writeFile(file, content, { flag: 'wx' }).then(() => true, exists);
  } finally {
    await rm(whole, { force: true });
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readTextFile(file, OWN_FILE));
  } catch {
    return null;
  }
}

/**
 * Takes a run for this process. Throws FileError, code 'run directory', when another one has it. A holder on another machine is watched
 * for up to timing.goneSeconds first.
 */
export async function takeHold(run: string, lease: Lease, timing: BeatTiming = BEAT_TIMING): Promise<Hold> {
  const folder = runPaths.control(run);
  try {
    await makeFolder(folder);
    const before = await holders(folder);
    const last = before.at(-1);
    if (last !== undefined) await requireFree(join(folder, nameOf(last)), timing);
    const file = join(folder, nameOf((last ?? 0) + 1));
    // The first sign of life comes before the hold: no holder is seen without one.
    await writeFile(beatFile(file), '0');
    if (!(await makeOnce(file, JSON.stringify(lease))))
      throw new FileError(file, 'run directory', 'another process has just taken this run.', 'Wait for it to end.');
    for (const number of before) {
      const former = join(folder, nameOf(number));
      await rm(former, { force: true });
      await rm(beatFile(former), { force: true });
    }
    const beat = startBeat(file, timing);
    const requireHeld = async (): Promise<void> => {
      if (await stat(file).catch(() => null)) return;
      if (!(await stat(folder).catch(() => null)))
        throw new FileError(
          run,
          'run directory',
          'it was deleted or moved while this process worked on it.',
          'Start the run again.',
        );
      const problem = 'another process has taken this run, because this one gave no sign of life for too long.';
      throw new FileError(file, 'run directory', problem, 'Leave the run to it.');
    };
    // A full disk takes no word of release, but lets the file go.
    const release = async (): Promise<void> => {
      await beat.end();
      // What is another's by now is not for this process to let go.
      if (!(await stat(file).catch(() => null))) return;
      await writeFileAtomic(file, JSON.stringify({ ...lease, released: true })).catch(() => rm(file, { force: true }));
    };
    return { requireHeld, release };
  } catch (error) {
    throw asFileError(folder, error);
  }
}
