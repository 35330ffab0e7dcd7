import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { asFileError, FileError, systemCode } from './fileError';

/** A folder and those above it that do not exist, the highest first. */
async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    const isThere = await stat(folder).then(
      (found) => found.isDirectory(),
      (error: unknown) => !['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? ''),
    );
    if (isThere || dirname(folder) === folder) return missing.reverse();
    missing.push(folder);
  }
}

/**
 * Makes a folder and those above it. Throws FileError that says what is in the way. Level by level: Node's own `recursive` says ENOENT
 * for whatever it was, and never ends where a disk takes no folders.
 */
export async function makeFolder(path: string): Promise<void> {
  for (const folder of await missingFolders(resolve(path))) {
    try {
      await mkdir(folder);
    } catch (error) {
      const code = systemCode(error);
      // Another process was faster.
      if (code === 'EEXIST') {
        if ((await stat(folder)).isDirectory()) continue;
        throw new FileError(path, 'folder', `${folder} is a file.`, 'Choose another folder.', { cause: error });
      }
      if (code === 'ENOENT')
        throw new FileError(path, 'folder', `in ${dirname(folder)} no folder can be made.`, 'Choose another folder.', {
          cause: error,
        });
      throw asFileError(path, error);
    }
  }
}
