import { open } from 'node:fs/promises';
import { asFileError, FileError } from './fileError';

const MOST_BYTES = 2 ** 21;

/** The text of an experiment file. Throws FileError when there is none, or far more than an experiment could be. */
export async function readExperimentFile(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > MOST_BYTES) {
        throw new FileError(path, 'file', `${size} bytes are no experiment.`, 'Name a .llmsegnet.json file.');
      }
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asFileError(path, error);
  }
}
