import { realpath } from 'node:fs/promises';
import { writeFileAtomic } from '../io/atomic';
import { asFileError } from '../io/fileError';
import { hasByteOrderMark } from '../io/textFile';
import type { PromptTarget } from './generate';
import { readPromptSource } from './promptSource';

/** A prompt file on disk. A link stays one: the file it leads to is written. So does a byte order mark. */
export function promptFileTarget(path: string): PromptTarget {
  return {
    read: () => readPromptSource(path),
    async write(source) {
      const real = await realpath(path).catch((error: unknown) => {
        throw asFileError(path, error);
      });
      await writeFileAtomic(real, (await hasByteOrderMark(real)) ? `\ufeff${source}` : source);
    },
  };
}
