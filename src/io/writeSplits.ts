import { join } from 'node:path';
import { writeFileAtomic } from './atomic';
import type { PatientsReport } from './doctor/types';
import { makeFolder } from './makeFolder';
import { writePatients } from './patients';
import type { Splits } from './splits';

/** Whether a report knows something of patients that later readers of the folder should go by, and that its owner has not said. */
function worthWriting({ from, groups }: PatientsReport): boolean {
  return (from === 'names' || from === 'images') && groups.some(({ cases }) => cases.length > 1);
}

/**
 * Writes splits/train.txt and splits/test.txt, and who is who beside them (splits/patients.csv) where patients have several cases. Returns
 * the names of the files. Throws FileError.
 */
export async function writeSplits(folder: string, { train, test }: Splits, patients?: PatientsReport): Promise<string[]> {
  const path = join(folder, 'splits');
  await makeFolder(path);
  await writeFileAtomic(join(path, 'train.txt'), `${train.join('\n')}\n`);
  await writeFileAtomic(join(path, 'test.txt'), `${test.join('\n')}\n`);
  const files = ['splits/train.txt', 'splits/test.txt'];
  if (patients === undefined || !worthWriting(patients)) return files;
  await writePatients(
    folder,
    new Map(patients.groups.flatMap(({ patient, cases }) => cases.map((id) => [id, patient] as const))),
  );
  return [...files, 'splits/patients.csv'];
}
