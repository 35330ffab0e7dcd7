import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { caseIdOf, checkCaseId } from './caseName';
import { asFileError, FileError, systemCode } from './fileError';

/** Case ids of a data set in the order of its lists: the first n training cases are the annotated ones of an experiment with n labels. */
export interface Splits {
  readonly train: readonly string[];
  readonly test: readonly string[];
}

const MOST_LIST_BYTES = 16 * 2 ** 20;

async function readList(path: string): Promise<string[]> {
  const text = await stat(path)
    .then(({ size }) => {
      if (size > MOST_LIST_BYTES)
        throw new FileError(path, 'file', `${size} bytes is no list of cases.`, 'Write one case a line.');
      return readFile(path, 'utf8');
    })
    .catch((error: unknown) => {
      throw systemCode(error) === 'ENOENT'
        ? new FileError(
            path,
            'file',
            'there is no such list.',
            'Write the case names into it, one a line, annotated cases first.',
            { cause: error },
          )
        : asFileError(path, error);
    });
  const lines = new Map<string, number>();
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .forEach((raw, index) => {
      const entry = raw.trim();
      if (entry === '' || entry.startsWith('#')) return;
      const id = checkCaseId(caseIdOf(entry), path, index + 1);
      const before = lines.get(id);
      if (before !== undefined)
        throw new FileError(path, `line ${index + 1}`, `${id} is already on line ${before}.`, 'List every case once.');
      lines.set(id, index + 1);
    });
  if (lines.size === 0) throw new FileError(path, 'file', 'the list is empty.', 'Write the case names into it, one a line.');
  return [...lines.keys()];
}

/** Reads splits/train.txt and splits/test.txt of a data folder; a case in both is an error, because testing on it would prove nothing. */
export async function readSplits(folder: string): Promise<Splits> {
  const testPath = join(folder, 'splits', 'test.txt');
  const train = await readList(join(folder, 'splits', 'train.txt'));
  const test = await readList(testPath);
  const trained = new Set(train);
  const leaked = test.find((id) => trained.has(id));
  if (leaked !== undefined) {
    throw new FileError(testPath, leaked, 'the case is in the training list too.', 'Remove it from one of the two lists.');
  }
  return { train, test };
}
