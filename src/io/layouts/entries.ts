import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { caseNameProblem } from '../caseName';
import { asFileError, systemCode } from '../fileError';
import { splitName } from '../formats/registry';
import type { CaseFiles, Listing } from './types';

/** A volume's file by its name: `stem` is the name without the format's ending, composed (NFC). */
export interface VolumeFile {
  readonly stem: string;
  readonly path: string;
  readonly holdsBoth: boolean;
}

export interface Entries {
  readonly files: readonly VolumeFile[];
  /** Names of everything that is not a volume: folders, lists. */
  readonly others: readonly string[];
}

/** What lies in a folder, sorted by name, hidden entries left out; null when there is no such folder. */
export async function entriesOf(folder: string): Promise<Entries | null> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return null;
    throw asFileError(folder, error);
  });
  if (names === null) return null;
  const files: VolumeFile[] = [];
  const others: string[] = [];
  for (const name of names.filter((entry) => !entry.startsWith('.')).sort()) {
    const found = splitName(name);
    if (found === null) others.push(name);
    else files.push({ stem: found.stem.normalize('NFC'), path: join(folder, name), holdsBoth: found.format.holdsBoth });
  }
  return { files, others };
}

/** Joins images and labels that have the same id. Of two files with one id the first counts. */
export function pair(
  images: Iterable<readonly [id: string, path: string, otherChannels?: readonly string[]]>,
  labels: ReadonlyMap<string, string>,
): Listing {
  const cases = new Map<string, CaseFiles>();
  const ignored: string[] = [];
  for (const [id, image, otherChannels] of images) {
    const nameProblem = caseNameProblem(id);
    if (nameProblem !== null) ignored.push(`${image}: its name ${nameProblem}, which no case name may.`);
    else if (cases.has(id)) ignored.push(`${image}: there is a second image of ${id}.`);
    else {
      const label = labels.get(id);
      cases.set(id, {
        id,
        image,
        ...(otherChannels === undefined ? {} : { otherChannels }),
        ...(label === undefined ? {} : { label }),
      });
    }
  }
  for (const [id, path] of labels) if (!cases.has(id)) ignored.push(`${path}: there is no image of this name.`);
  const sorted = [...cases].sort(([a], [b]) => (a < b ? -1 : 1));
  return { cases: new Map(sorted), labelNames: {}, ignored };
}
