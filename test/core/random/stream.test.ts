import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beta } from '../../../src/core/random/beta';
import { streamKey } from '../../../src/core/random/key';
import { permutation } from '../../../src/core/random/permutation';
import type { RandomStream } from '../../../src/core/random/stream';
import { createStream } from '../../../src/core/random/stream';

const key = { seed: 1337, iteration: 5, sample: 2, purpose: 'crop' };

function draws(count: number, draw: (stream: RandomStream) => number, purpose = 'test'): number[] {
  const stream = createStream({ ...key, purpose });
  return Array.from({ length: count }, () => draw(stream));
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
const variance = (values: number[]): number => mean(values.map((value) => value ** 2)) - mean(values) ** 2;
/** Of two samples of uniform numbers in [0, 1). */
const correlation = (a: number[], b: number[]): number =>
  (mean(a.map((value, i) => value * (b[i] as number))) - mean(a) * mean(b)) * 12;

describe('counter-based random numbers', () => {
  it('are the same for ever: golden values', () => {
    const stream = createStream(key);
    expect([stream.word(), stream.word(), stream.word()]).toEqual([1938863861, 3152352075, 1684989064]);
    const other = createStream(key);
    expect(other.uniform(-1, 1)).toBe(-0.09714615857228637);
    expect(other.normal()).toBeCloseTo(-1.2688585420229517, 12);
    expect(beta(4, 4, other)).toBeCloseTo(0.6070537828731798, 12);
    expect(permutation(10, other)).toEqual([6, 3, 8, 5, 7, 2, 0, 9, 1, 4]);
  });

  it('depend on every part of the key, and on nothing else', () => {
    const first = (change: Partial<typeof key>): number => createStream({ ...key, ...change }).word();
    const others = [
      first({}),
      first({ seed: 1338 }),
      first({ seed: 1337 + 2 ** 32 }),
      first({ iteration: 6 }),
      first({ sample: 3 }),
      first({ purpose: 'noise' }),
      first({ iteration: 2, sample: 5 }),
      first({ seed: 5, iteration: 1337 }),
    ];
    expect(new Set(others).size).toBe(others.length);
    createStream({ ...key, purpose: 'noise' }).word();
    expect(first({})).toBe(others[0]);
  });

  it('give every key a pair of words of its own', () => {
    const keys = new Set<string>();
    for (let iteration = 0; iteration < 200; iteration++) {
      for (let sample = 0; sample < 8; sample++) {
        for (const purpose of ['a', 'b', 'ab', 'ba']) keys.add(streamKey({ seed: 0, iteration, sample, purpose }).join());
      }
    }
    expect(keys.size).toBe(200 * 8 * 4);
  });

  it('refuse keys that are not non-negative integers', () => {
    expect(() => createStream({ ...key, seed: -1 })).toThrow("random stream 'crop': seed must be a non-negative integer, got -1");
    expect(() => createStream({ ...key, iteration: 0.5 })).toThrow('iteration');
    expect(() => createStream({ ...key, sample: Number.NaN })).toThrow('sample');
  });

  it('have uniform bits: every bit is set half of the time, neighbours and streams are uncorrelated', () => {
    const n = 1 << 15;
    const words = draws(n, (stream) => stream.word());
    for (let bit = 0; bit < 32; bit++) {
      const ones = words.filter((word) => (word >>> bit) & 1).length;
      expect(Math.abs(ones - n / 2)).toBeLessThan(5 * Math.sqrt(n / 4));
    }
    const uniform = draws(4000, (stream) => stream.uniform(0, 1));
    const neighbour = [...uniform.slice(1), uniform[0] as number];
    const other = draws(4000, (stream) => stream.uniform(0, 1), 'test2');
    expect(Math.abs(correlation(uniform, neighbour))).toBeLessThan(5 / Math.sqrt(4000));
    expect(Math.abs(correlation(uniform, other))).toBeLessThan(5 / Math.sqrt(4000));
  });

  it('have the moments of their distributions', () => {
    const n = 20000;
    const uniform = draws(n, (stream) => stream.uniform(-2, 4));
    expect(mean(uniform)).toBeCloseTo(1, 1);
    expect(variance(uniform)).toBeCloseTo(3, 1);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...uniform)).toBeLessThan(4);
    const normal = draws(n, (stream) => stream.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(variance(normal)).toBeCloseTo(1, 1);
    expect(mean(normal.map((value) => value ** 4))).toBeGreaterThan(2.7);
    const betas = draws(n, (stream) => beta(4, 4, stream));
    expect(mean(betas)).toBeCloseTo(0.5, 2);
    expect(variance(betas)).toBeCloseTo(1 / 36, 2);
    const skewed = draws(n, (stream) => beta(1, 3, stream));
    expect(mean(skewed)).toBeCloseTo(0.25, 2);
    expect(variance(skewed)).toBeCloseTo(3 / 80, 2);
    expect(() => beta(0.5, 1, createStream(key))).toThrow('1 or more, got 0.5 and 1');
  });

  it('draw integers evenly and refuse impossible bounds', () => {
    const counts = new Array<number>(7).fill(0);
    for (const value of draws(14000, (stream) => stream.integer(7))) counts[value] = (counts[value] as number) + 1;
    for (const found of counts) expect(Math.abs(found - 2000)).toBeLessThan(5 * Math.sqrt(2000));
    expect(createStream(key).integer(1)).toBe(0);
    for (const bound of [0, -1, 1.5, 2 ** 33]) expect(() => createStream(key).integer(bound)).toThrow('bound');
  });

  it('permutations hold every number once, and every place gets every number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.nat(), (length, seed) => {
        const order = permutation(length, createStream({ ...key, seed }));
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }),
    );
    const seen = new Set<string>();
    for (let seed = 0; seed < 400; seed++) seen.add(permutation(4, createStream({ ...key, seed })).join());
    expect(seen.size).toBe(24);
  });

  it('fill arrays with the words that single draws give', () => {
    const stream = createStream(key);
    const filled = new Float32Array(100);
    stream.fillUniform(filled, -0.2, 0.2);
    const single = createStream(key);
    filled.forEach((value) => expect(value).toBe(Math.fround(single.uniform(-0.2, 0.2))));
    expect(stream.word()).toBe(single.word());
    const added = filled.slice();
    createStream(key).addUniform(filled, added, 1, 1);
    added.forEach((value, i) => expect(value).toBe(Math.fround((filled[i] as number) + 1)));
    expect(() => stream.addUniform(filled, new Float32Array(99), 0, 1)).toThrow('100 values into 99');
  });
});
