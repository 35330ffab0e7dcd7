import { open, realpath } from 'node:fs/promises';
import { writeFileAtomic } from '../io/atomic';
import { asFileError, FileError } from '../io/fileError';
import type { PromptTarget } from './generate';

const MOST_BYTES = 4 * 1024 * 1024;

/** The text of a prompt file. Throws FileError when there is none, it is far too large, or not UTF-8: writing it back would change it. */
export async function readPromptSource(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > MOST_BYTES) throw new FileError(path, 'file', `${size} bytes are no prompt file.`, 'Name a .segprompt.md file.');
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof TypeError)
      throw new FileError(path, 'file', 'it is not UTF-8 text.', 'Save it as UTF-8.', { cause: error });
    throw asFileError(path, error);
  }
}

/** A prompt file on disk. A link stays one: the file it leads to is written. */
export function promptFileTarget(path: string): PromptTarget {
  return {
    read: () => readPromptSource(path),
    async write(source) {
      const real = await realpath(path).catch((error: unknown) => {
        throw asFileError(path, error);
      });
      await writeFileAtomic(real, source);
    },
  };
}
