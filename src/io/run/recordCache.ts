import { stat } from 'node:fs/promises';
import type { RunRecord } from './record';
import { readRunRecord, runPaths } from './runDirectory';

interface Kept {
  readonly stamp: string;
  readonly record: RunRecord;
}

/** Records by run directory, so that a list of hundreds of runs reads again only those that changed. */
export interface RecordCache {
  /** run.json, read again when its time or size is another; null when the folder is no run. Throws FileError when it is damaged. */
  read(run: string): Promise<RunRecord | null>;
}

/** Larger than any folder of runs that a person looks at; beyond it the oldest go. */
const MOST_KEPT = 5000;

export function createRecordCache(): RecordCache {
  const kept = new Map<string, Kept>();
  return {
    async read(run) {
      const file = await stat(runPaths.record(run), { bigint: true }).catch(() => null);
      if (file === null || !file.isFile()) {
        kept.delete(run);
        return null;
      }
      // The number of the file too: each write makes a new one, and clocks of some disks count in seconds.
      const stamp = `${file.mtimeNs} ${file.size} ${file.ino}`;
      const found = kept.get(run);
      if (found?.stamp === stamp) return found.record;
      kept.delete(run);
      const record = await readRunRecord(run);
      kept.set(run, { stamp, record });
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return record;
    },
  };
}
