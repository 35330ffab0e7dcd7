import { mix } from './mix';

/** 'element' drops single values, 'channel' whole channels of a sample (PyTorch's Dropout3d). */
type DropoutMode = 'element' | 'channel';

export interface DropoutMaskOptions {
  readonly mode: DropoutMode;
  /** Probability of dropping, 0 <= rate < 1. */
  readonly rate: number;
  /** An integer in 0 .. 2^32 - 1. */
  readonly seed: number;
}

/**
 * One 32-bit draw (as an unsigned integer) for a place, from nothing but the place and the seed: any thread can compute any part of a mask,
 * and the gradient recomputes it instead of storing it. native/src has the same function.
 */
export function draw(index: number, seed: number): number {
  const low = index >>> 0;
  const high = Math.floor(index / 2 ** 32);
  return mix(mix(low) ^ mix(seed ^ Math.imul(high, 0x9e3779b9) ^ 0x9e3779b9)) >>> 0;
}

/** @throws Error when rate or seed is out of range. */
export function checkDropout({ rate, seed }: DropoutMaskOptions): void {
  if (!(rate >= 0 && rate < 1)) throw new Error(`dropout: rate must be at least 0 and below 1, got ${rate}`);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new Error(`dropout: seed must be an integer in 0 .. 4294967295, got ${seed}`);
  }
}

/** What each of `count` places is multiplied by: 1 / (1 - rate) where kept, else 0. */
export function dropoutFactors(count: number, options: DropoutMaskOptions): Float32Array {
  checkDropout(options);
  const threshold = Math.floor(options.rate * 2 ** 32);
  const kept = 1 / (1 - options.rate);
  return Float32Array.from({ length: count }, (_, index) => (draw(index, options.seed) >= threshold ? kept : 0));
}
