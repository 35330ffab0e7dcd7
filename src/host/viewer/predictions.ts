import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEntry } from '../../protocol/viewer';

const MASK = /^(.{1,200})\.([A-Za-z0-9-]{1,40})\.nii\.gz$/;

/** What predictions/ of a run holds, newest iteration first; files of other names are passed over. */
export async function listPredictions(run: string): Promise<RunEntry['predictions']> {
  const folder = join(run, 'predictions');
  const iterations = (await readdir(folder).catch(() => [])).filter((name) => /^\d{1,9}$/.test(name));
  const found = await Promise.all(
    iterations.map(async (name) => {
      const masks = (await readdir(join(folder, name)).catch(() => []))
        .map((file) => MASK.exec(file))
        .filter((match) => match !== null);
      const unique = (place: 1 | 2): string[] => [...new Set(masks.map((match) => match[place] ?? ''))].sort();
      return { iteration: Number(name), models: unique(2), cases: unique(1) };
    }),
  );
  return found.filter(({ cases }) => cases.length > 0).sort((a, b) => b.iteration - a.iteration);
}
