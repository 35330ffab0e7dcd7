import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { asFileError, FileError, systemCode } from '../fileError';
import type { RunRecord, RunState } from './record';
import { effectiveState, readRunRecord, runPaths } from './runDirectory';

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

async function runAt(path: string): Promise<ListedRun | null> {
  const isRun = await stat(runPaths.record(path)).then(
    (file) => file.isFile(),
    () => false,
  );
  if (!isRun) return null;
  const record = await readRunRecord(path);
  return { path, record, state: effectiveState(record), iteration: record.iteration };
}

/**
 * The runs in a folder, oldest first; the folder may be a run itself. Folders without run.json are passed over, those with a damaged
 * one are told to `onProblem`. Throws FileError when the folder cannot be read.
 */
export async function listRuns(folder: string, onProblem: (error: FileError) => void): Promise<ListedRun[]> {
  const path = resolve(folder);
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw systemCode(error) === 'ENOENT'
      ? new FileError(folder, 'folder of runs', 'there is no such folder.', 'Name the folder that holds the runs.')
      : asFileError(path, error);
  });
  const candidates = [path, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name))];
  const runs: ListedRun[] = [];
  for (const candidate of candidates) {
    try {
      const run = await runAt(candidate);
      if (run !== null) runs.push(run);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      onProblem(error);
    }
  }
  return runs.sort((a, b) => (a.record.times.created < b.record.times.created ? -1 : 1));
}
