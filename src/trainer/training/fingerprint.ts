import { z } from 'zod';
import { FileError } from '../../io/fileError';
import { writeRunFile } from '../../io/run/openRun';
import { runPaths } from '../../io/run/runDirectory';
import { OWN_FILE, readTextFileIfAny } from '../../io/textFile';
import type { CaseFingerprint, TrainingData } from '../data/types';

const fileSchema = z.looseObject({ cases: z.array(z.looseObject({ id: z.string(), sha256: z.string() })) });

/** Cases shown in a message. */
const SHOWN = 5;

function named(ids: readonly string[]): string {
  return ids.length > SHOWN ? `${ids.slice(0, SHOWN).join(', ')} and ${ids.length - SHOWN} more` : ids.join(', ');
}

/** What differs between two lists of cases, as a sentence; null when nothing does. The order counts: it decides which case is drawn. */
export function describeChange(before: readonly CaseFingerprint[], now: readonly CaseFingerprint[]): string | null {
  const hashes = new Map(before.map(({ id, sha256 }) => [id, sha256]));
  const ids = new Set(now.map(({ id }) => id));
  const changed = now.filter(({ id, sha256 }) => hashes.has(id) && hashes.get(id) !== sha256).map(({ id }) => id);
  const added = now.filter(({ id }) => !hashes.has(id)).map(({ id }) => id);
  const removed = before.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
  const parts = [
    changed.length > 0 ? `other voxels or labels in ${named(changed)}` : '',
    added.length > 0 ? `new: ${named(added)}` : '',
    removed.length > 0 ? `gone: ${named(removed)}` : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) return `the data changed since the run began: ${parts.join('; ')}.`;
  return before.some(({ id }, index) => id !== now[index]?.id)
    ? 'the order of the training cases changed since the run began.'
    : null;
}

async function readFingerprints(path: string): Promise<readonly CaseFingerprint[] | null> {
  const text = await readTextFileIfAny(path, OWN_FILE);
  if (text === null) return null;
  try {
    return fileSchema.parse(JSON.parse(text)).cases;
  } catch (error) {
    throw new FileError(path, 'content', 'it is damaged.', 'Start a new run.', { cause: error });
  }
}

/**
 * Keeps the fingerprints of a run's cases in data.json the first time, and compares with them from then on. Throws FileError that names
 * the cases that changed: going on with other data would be a run that no description fits.
 */
export async function checkData(run: string, { fingerprints, sha256 }: TrainingData): Promise<void> {
  const path = runPaths.data(run);
  const before = await readFingerprints(path);
  if (before === null) {
    await writeRunFile(run, 'data.json', `${JSON.stringify({ sha256, cases: fingerprints }, null, 1)}\n`);
    return;
  }
  const change = describeChange(before, fingerprints);
  if (change !== null) throw new FileError(path, 'cases', change, 'Bring the old files back, or start a new run.');
}
