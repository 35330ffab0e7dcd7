import { mix } from './mix';

/**
 * Names one stream of random numbers. Nothing else decides what a stream yields: not the order in which streams are used, not the
 * number of threads, not whether the run was resumed.
 */
export interface RandomKey {
  /** The experiment's seed: a non-negative integer below 2^53. */
  readonly seed: number;
  /** Iteration (counted from 0), or epoch for what is drawn once an epoch. */
  readonly iteration: number;
  /** Place in the batch, or 0 for what is drawn once for the whole batch. */
  readonly sample: number;
  /** What the numbers are for, such as 'crop' or 'noise.A'. Two uses never share a purpose. */
  readonly purpose: string;
}

/** Two independent 32-bit words. */
export type StreamKey = readonly [first: number, second: number];

/** FNV-1a over UTF-16 code units. */
function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

function absorb(start: number, words: readonly number[]): number {
  return words.reduce((state, word) => mix((state + 0x9e3779b9) ^ mix(word)), start | 0);
}

/** @throws Error when a number of the key is not a non-negative safe integer. */
export function streamKey(key: RandomKey): StreamKey {
  for (const [name, value] of [
    ['seed', key.seed],
    ['iteration', key.iteration],
    ['sample', key.sample],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new Error(`random stream '${key.purpose}': ${name} must be a non-negative integer, got ${value}`);
    }
  }
  const words = [
    key.seed,
    Math.floor(key.seed / 2 ** 32),
    key.iteration,
    Math.floor(key.iteration / 2 ** 32),
    key.sample,
    hashText(key.purpose),
  ];
  return [absorb(0x243f6a88, words), absorb(0x85a308d3, words)];
}
