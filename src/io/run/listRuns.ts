import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { asFileError, FileError, systemCode } from '../fileError';
import { mapSome } from '../mapSome';
import type { RunRecord, RunState } from './record';
import type { RecordCache } from './recordCache';
import { createRecordCache } from './recordCache';
import { effectiveState } from './runDirectory';

/** A run as a list shows it. */
export interface ListedRun {
  /** Absolute path. */
  readonly path: string;
  readonly record: RunRecord;
  /** A run whose process is gone is 'interrupted', whatever run.json says. */
  readonly state: RunState;
  /** Last finished iteration that run.json knows: that of the last checkpoint. */
  readonly iteration: number;
}

async function runAt(path: string, cache: RecordCache): Promise<ListedRun | null> {
  const record = await cache.read(path);
  return record === null ? null : { path, record, state: effectiveState(record), iteration: record.iteration };
}

/**
 * The runs in a folder, oldest first; the folder may be a run itself. Folders without run.json are passed over, those with a damaged
 * one are told to `onProblem`. Throws FileError when the folder cannot be read.
 */
export async function listRuns(
  folder: string,
  onProblem: (error: FileError) => void,
  cache: RecordCache = createRecordCache(),
): Promise<ListedRun[]> {
  const path = resolve(folder);
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw systemCode(error) === 'ENOENT'
      ? new FileError(folder, 'folder of runs', 'there is no such folder.', 'Name the folder that holds the runs.')
      : asFileError(path, error);
  });
  const candidates = [path, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name))];
  const found = await mapSome(candidates, async (candidate) => {
    try {
      return await runAt(candidate, cache);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      onProblem(error);
      return null;
    }
  });
  const runs = found.filter((run) => run !== null);
  return runs.sort((a, b) => (a.record.times.created < b.record.times.created ? -1 : 1));
}
