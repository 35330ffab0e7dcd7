import { rename } from 'node:fs/promises';
import { writeFileAtomic } from '../atomic';
import { asFileError, FileError } from '../fileError';
import { OWN_FILE, readTextFileIfAny } from '../textFile';
import { listCheckpoints } from './checkpoints';
import type { RunRecord } from './record';
import { runRecord } from './record';
import { readRunRecord, runPaths } from './runDirectory';

/** The copy of run.json that the last writer left; null when there is none that is whole. */
async function readCopy(run: string): Promise<RunRecord | null> {
  const text = await readTextFileIfAny(runPaths.recordCopy(run), OWN_FILE).catch(() => null);
  if (text === null) return null;
  try {
    return runRecord.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Brings a damaged run.json back from its copy and the newest checkpoint, so that intact checkpoints are not lost with it; the damaged
 * file is kept beside it. Returns what was done as a sentence, null where nothing was to do. Throws FileError where it cannot be.
 */
export async function restoreRecord(run: string): Promise<string | null> {
  const path = runPaths.record(run);
  try {
    await readRunRecord(run);
    return null;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const copy = await readCopy(run);
    if (copy === null) throw error;
    const iteration = (await listCheckpoints(runPaths.checkpoints(run)))[0]?.iteration ?? 0;
    const damaged = `${path}.damaged`;
    await rename(path, damaged).catch(() => undefined);
    await writeFileAtomic(path, `${JSON.stringify({ ...copy, iteration }, null, 2)}\n`).catch((failure: unknown) => {
      throw asFileError(path, failure);
    });
    return `run.json was damaged (${error.problem}) and is made again from its copy; what was there is in run.json.damaged.`;
  }
}
