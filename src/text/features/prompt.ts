import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledPrompts } from '../../core/config/sections/text';
import { responsesHash, responseTexts } from '../../core/text/hashes';
import { parsePromptFile } from '../../core/text/promptFile';
import { FileError } from '../../io/fileError';
import { readPromptSource } from '../promptSource';

export const PROMPT_SUFFIX = '.segprompt.md';

/** A prompt file as the encoder sees it. */
export interface PromptTexts {
  /** Absolute path. */
  readonly path: string;
  readonly source: string;
  /** Normalised responses in the order of their numbers. */
  readonly texts: readonly string[];
  readonly textHash: string;
}

/** Folder of the prompts that ship, found upwards from this file: it may be a source or in a bundle. Null when it is missing. */
function findBundledFolder(): string | null {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const prompts = join(folder, 'prompts');
    if (existsSync(join(prompts, `left-atrium${PROMPT_SUFFIX}`))) return prompts;
    if (dirname(folder) === folder) return null;
  }
}

/** @throws Error */
function bundledFolder(): string {
  const folder = findBundledFolder();
  if (folder === null) throw new Error('the folder prompts of this program is missing: install it again');
  return folder;
}

/** The prompt files that ship; none where their folder is missing. */
export function bundledPromptFiles(): string[] {
  const folder = findBundledFolder();
  return folder === null ? [] : bundledPrompts.map((name) => join(folder, `${name}${PROMPT_SUFFIX}`));
}

/** Path of a prompt: the name of a bundled one, whatever lies in the working folder by that name, or a file. */
export function promptPath(name: string): string {
  const bundled = (bundledPrompts as readonly string[]).includes(name);
  return bundled ? join(bundledFolder(), `${name}${PROMPT_SUFFIX}`) : resolve(name);
}

/** Reads a prompt file's responses. Throws FileError when there is no such file or no response in it. */
export async function readPromptTexts(name: string): Promise<PromptTexts> {
  const path = promptPath(name);
  return promptTextsOf(path, await readPromptSource(path));
}

/** @throws FileError when no response has text. */
function promptTextsOf(path: string, source: string): PromptTexts {
  const texts = responseTexts(parsePromptFile(source));
  if (texts.length === 0)
    throw new FileError(path, 'responses', 'there is none with text.', 'Make some with llm-segnet text generate, or write them.');
  return { path, source, texts, textHash: responsesHash(texts) };
}
