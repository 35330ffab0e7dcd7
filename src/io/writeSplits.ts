import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from './atomic';
import { asFileError } from './fileError';
import type { Splits } from './splits';

/** Writes splits/train.txt and splits/test.txt. Throws FileError. */
export async function writeSplits(folder: string, { train, test }: Splits): Promise<void> {
  const path = join(folder, 'splits');
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw asFileError(path, error);
  });
  await writeFileAtomic(join(path, 'train.txt'), `${train.join('\n')}\n`);
  await writeFileAtomic(join(path, 'test.txt'), `${test.join('\n')}\n`);
}
