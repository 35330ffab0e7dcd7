import { sha256 } from '../hash/sha256';
import type { PromptFile } from './types';

/** Digits of a hash in a provenance line: plenty to see a change, few enough to read. */
const SHORT = 12;

export const shortHash = (hash: string): string => hash.slice(0, SHORT);

/**
 * A response as it is hashed and encoded: Unicode NFC, every run of white space one space, none at the ends. BERT's tokenizers split at
 * white space whatever its kind, so line endings and wrapping change neither the feature nor its hash; every letter does.
 */
export function normaliseText(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** Hash of one response's text, 64 hexadecimal digits. */
export function textHash(text: string): string {
  return sha256(normaliseText(text));
}

/** Hash of a prompt as it was sent (renderPrompt), 64 hexadecimal digits. */
export function promptHash(prompt: string): string {
  return sha256(normaliseText(prompt));
}

/** What the encoder takes: the normalised responses by their number, empty ones left out. */
export function responseTexts(file: Pick<PromptFile, 'responses'>): string[] {
  return [...file.responses]
    .sort((a, b) => a.number - b.number)
    .map(({ text }) => normaliseText(text))
    .filter((text) => text !== '');
}

/**
 * Hash of all that a text feature depends on: the texts of the responses in the order of their numbers, and nothing else of the file.
 * JSON keeps texts apart, so moving words from one response to the next is a change.
 */
export function responsesHash(texts: readonly string[]): string {
  return sha256(`llm-segnet responses 1\n${JSON.stringify(texts.map(normaliseText))}`);
}
