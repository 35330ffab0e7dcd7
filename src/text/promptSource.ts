import { MOST_PROMPT_CHARACTERS } from '../core/text/promptFile';
import type { TextFileKind } from '../io/textFile';
import { readTextFile } from '../io/textFile';

const PROMPT: TextFileKind = { what: 'prompt file', mostBytes: MOST_PROMPT_CHARACTERS, fix: 'Name a .segprompt.md file.' };

/** The text of a prompt file. Throws FileError when there is none, it is far too large, or not UTF-8: writing it back would change it. */
export function readPromptSource(path: string): Promise<string> {
  return readTextFile(path, PROMPT);
}
