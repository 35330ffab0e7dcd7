import { appendFile, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { FileContent } from '../atomic';
import { writeFileAtomic } from '../atomic';
import { asFileError, FileError, printable, systemCode } from '../fileError';
import { makeFolder } from '../makeFolder';
import type { Hold } from './hold';
import { takeHold } from './hold';
import { ownLease } from './lease';
import { describeLeftovers, removeLeftovers } from './leftovers';
import type { MetricsLog } from './metricsLog';
import { openMetricsLog } from './metricsLog';
import type { RunRecord } from './record';
import type { RunDirectory } from './runDirectory';
import { readRunRecord, runPaths } from './runDirectory';

/** What a process leaves that was killed before there was a run.json: such a folder is as good as empty. */
const isLeftover = (name: string): boolean => name === 'control' || /^\.\d+-[0-9a-f]{16}\.tmp$/.test(name);

async function requireEmpty(path: string): Promise<void> {
  const found = await readdir(path).catch((error: unknown): string[] => {
    if (systemCode(error) === 'ENOENT') return [];
    throw asFileError(path, error);
  });
  if (!found.every(isLeftover))
    throw new FileError(
      path,
      'run directory',
      'the folder is not empty.',
      'Name another one with --out; a run is never overwritten.',
    );
}

/** Looks now and then whether the run is still this process's: one that stood still must not write into another's run. */
const LOOK_MILLISECONDS = 1000;

function heldMetrics(log: MetricsLog, hold: Hold): MetricsLog {
  let looked = performance.now();
  return {
    ...log,
    async append(...records) {
      const now = performance.now();
      if (now - looked > LOOK_MILLISECONDS) {
        await hold.requireHeld();
        looked = now;
      }
      await log.append(...records);
    },
    // Before every checkpoint.
    async sync() {
      await hold.requireHeld();
      await log.sync();
    },
  };
}

/** The writer of a run that this process holds. */
async function writerOf(path: string, first: RunRecord, hold: Hold): Promise<RunDirectory> {
  let current = first;
  let last: Promise<unknown> = Promise.resolve();
  const save = async (): Promise<void> => {
    await hold.requireHeld();
    const text = `${JSON.stringify(current, null, 2)}\n`;
    await writeFileAtomic(runPaths.record(path), text);
    await writeFileAtomic(runPaths.recordCopy(path), text);
  };
  await save();
  const metrics = heldMetrics(await openMetricsLog(runPaths.metrics(path)), hold);
  return {
    path,
    metrics,
    get record() {
      return current;
    },
    update(change) {
      const next = last.then(() => {
        current = { ...current, ...change };
        return save();
      });
      last = next.catch(() => undefined);
      return next;
    },
    async log(line) {
      const file = runPaths.log(path);
      await appendFile(file, `${new Date().toISOString()} ${printable(line)}\n`).catch((error: unknown) => {
        throw asFileError(file, error);
      });
    },
    async close() {
      try {
        await last;
        await metrics.close();
      } finally {
        await hold.release();
      }
    },
  };
}

/** Makes a new run directory and its run.json. Throws FileError when the folder holds anything already. */
export async function createRunDirectory(folder: string, record: RunRecord): Promise<RunDirectory> {
  const path = resolve(folder);
  await requireEmpty(path);
  const hold = await takeHold(path, record.lease ?? ownLease());
  try {
    // Another process may have made the run between the look and the hold.
    await requireEmpty(path);
    return await writerOf(path, record, hold);
  } catch (error) {
    await hold.release();
    throw error;
  }
}

/**
 * Takes over an existing run directory. Throws FileError when another process has it, or when it is none, and whatever `check` throws,
 * which sees the record once nobody else can change it.
 */
export async function takeRunDirectory(
  folder: string,
  check: (path: string, record: RunRecord) => Promise<void>,
): Promise<RunDirectory> {
  const path = resolve(folder);
  await readRunRecord(path);
  const lease = ownLease();
  const hold = await takeHold(path, lease);
  // Read again: the holder before this one may have changed it until the moment it let go.
  try {
    const record = await readRunRecord(path);
    await check(path, record);
    const leftovers = await removeLeftovers(path);
    const run = await writerOf(path, { ...record, lease: { ...lease } }, hold);
    if (leftovers.files.length > 0) await run.log(`removed what a killed process left: ${describeLeftovers(leftovers)}`);
    return run;
  } catch (error) {
    await hold.release();
    throw error;
  }
}

/**
 * Writes a file of a run directory, atomically, making its folder: for what belongs to a run beside the record and the metrics, such
 * as text/prompt.segprompt.md. Throws FileError, also when the name leads out of the run directory.
 */
export async function writeRunFile(run: string, name: string, content: FileContent): Promise<string> {
  const path = join(run, name);
  if (isAbsolute(name) || name.split(/[\\/]/).includes('..'))
    throw new FileError(path, 'file name', 'it leads out of the run directory.', 'Use a name inside it.');
  await makeFolder(dirname(path));
  await writeFileAtomic(path, content);
  return path;
}
