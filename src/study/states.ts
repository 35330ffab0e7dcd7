/** What has become of the runs of a study: asked of their run directories, the only truth. */

import type { StudyRun } from '../core/study/expand';
import { experimentKey } from '../core/study/key';
import { FileError } from '../io/fileError';
import { listRuns } from '../io/run/listRuns';
import type { RunRecord, RunState } from '../io/run/record';
import { effectiveState, readRunRecordIfAny } from '../io/run/runDirectory';
import type { LoadedStudy } from './load';
import { runFolder } from './load';

export interface RunStatus {
  readonly run: StudyRun;
  /** Where it is, or will be. */
  readonly path: string;
  readonly state: RunState | 'missing';
  readonly record: RunRecord | null;
  /** Whether it was found in another folder of runs. */
  readonly reused: boolean;
}

/** Runs that are done elsewhere, by their experiment's key. */
async function doneElsewhere(folders: readonly string[]): Promise<Map<string, { path: string; record: RunRecord }>> {
  const found = new Map<string, { path: string; record: RunRecord }>();
  for (const folder of folders)
    for (const { path, record } of await listRuns(folder, () => undefined))
      if (record.state === 'done') found.set(experimentKey(record.experiment), { path, record });
  return found;
}

function requireSame({ id, key }: StudyRun, path: string, record: RunRecord): void {
  if (experimentKey(record.experiment) === key) return;
  throw new FileError(
    path,
    'experiment',
    `the folder holds another experiment than ${id} of the study.`,
    'Move it away, or let the study have another folder ("runs").',
  );
}

/** The state of every run, in the order in which they run. Throws FileError where a run directory is damaged or another experiment's. */
export async function statesOf(loaded: LoadedStudy): Promise<RunStatus[]> {
  const reusable = loaded.reuse.length === 0 ? new Map<string, never>() : await doneElsewhere(loaded.reuse);
  const statuses: RunStatus[] = [];
  for (const run of loaded.expansion.runs) {
    const path = runFolder(loaded, run);
    const record = await readRunRecordIfAny(path);
    if (record !== null) {
      requireSame(run, path, record);
      statuses.push({ run, path, state: effectiveState(record), record, reused: false });
      continue;
    }
    const other = reusable.get(run.key);
    statuses.push(
      other === undefined
        ? { run, path, state: 'missing', record: null, reused: false }
        : { run, path: other.path, state: 'done', record: other.record, reused: true },
    );
  }
  return statuses;
}
