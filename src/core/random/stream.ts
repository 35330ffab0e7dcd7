import type { RandomKey } from './key';
import { streamKey } from './key';
import { mix } from './mix';

/**
 * Counter-based random numbers: word i of a stream is a pure function of the stream's key and i. Within 2^32 words a stream
 * repeats no word; one stream must not be asked for more.
 */
export interface RandomStream {
  /** The next word, 0 to 2^32 - 1. */
  word(): number;
  /** Uniform in [low, high), 32 bits of resolution. */
  uniform(low: number, high: number): number;
  /** Uniform in 0..bound-1 (bias below bound / 2^32). */
  integer(bound: number): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** Fills `target` with uniform numbers in [low, high]; float32 rounding may reach `high`. */
  fillUniform(target: Float32Array, low: number, high: number): void;
  /** target[i] = source[i] + uniform(low, high); source may be target. */
  addUniform(source: Float32Array, target: Float32Array, low: number, high: number): void;
}

export function createStream(key: RandomKey): RandomStream {
  const [first, second] = streamKey(key);
  let counter = 0;

  const word = (): number => mix(mix(counter++ ^ first) ^ second) >>> 0;
  const uniform = (low: number, high: number): number => low + (high - low) * (word() / 2 ** 32);

  const addUniform = (source: Float32Array, target: Float32Array, low: number, high: number): void => {
    if (source.length !== target.length) throw new Error(`addUniform: ${source.length} values into ${target.length}`);
    const scale = (high - low) / 2 ** 32;
    const start = counter;
    for (let i = 0; i < target.length; i++) {
      // word() written out: this loop runs over whole batches of volumes, and calls would double its time.
      let h = (start + i) ^ first;
      h ^= h >>> 16;
      h = Math.imul(h, 0x7feb352d);
      h ^= h >>> 15;
      h = Math.imul(h, 0x846ca68b);
      h ^= (h >>> 16) ^ second;
      h ^= h >>> 16;
      h = Math.imul(h, 0x7feb352d);
      h ^= h >>> 15;
      h = Math.imul(h, 0x846ca68b);
      h ^= h >>> 16;
      target[i] = (source[i] as number) + (low + scale * (h >>> 0));
    }
    counter = start + target.length;
  };

  return {
    word,
    uniform,
    integer(bound) {
      if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
        throw new Error(`random integer: bound must be an integer from 1 to 2^32, got ${bound}`);
      }
      return Math.floor((word() / 2 ** 32) * bound);
    },
    normal() {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform(0, 1)));
      return radius * Math.cos(2 * Math.PI * uniform(0, 1));
    },
    fillUniform(target, low, high) {
      target.fill(0);
      addUniform(target, target, low, high);
    },
    addUniform,
  };
}
