import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw, dropoutFactors } from '../../../src/core/random/dropoutMask';

/** The same draw in exact integers. */
function exactDraw(index: bigint, seed: bigint): bigint {
  const mask = 0xffffffffn;
  const mix = (value: bigint): bigint => {
    let h = value & mask;
    h ^= h >> 16n;
    h = (h * 0x7feb352dn) & mask;
    h ^= h >> 15n;
    h = (h * 0x846ca68bn) & mask;
    return h ^ (h >> 16n);
  };
  return mix(mix(index & mask) ^ mix(seed ^ (((index >> 32n) * 0x9e3779b9n) & mask) ^ 0x9e3779b9n));
}

describe('draw', () => {
  it('is the 32-bit hash of its definition, also beyond 2^32', () => {
    const index = fc.integer({ min: 0, max: 2 ** 45 });
    const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(fc.property(index, seed, (i, s) => draw(i, s) === Number(exactDraw(BigInt(i), BigInt(s)))));
  });
});

describe('dropoutFactors', () => {
  it('keeps the wanted share for any rate and seed', () => {
    const rate = fc.double({ min: 0, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(rate, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (r, seed) => {
        const count = 4000;
        const kept = dropoutFactors(count, { mode: 'element', rate: r, seed }).filter((f) => f !== 0).length;
        // Six standard deviations of a binomial count.
        expect(Math.abs(kept - count * (1 - r))).toBeLessThanOrEqual(6 * Math.sqrt(count * r * (1 - r)) + 1);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('gives neighbouring seeds unrelated masks', () => {
    const [a, b] = [1, 2].map((seed) => dropoutFactors(10000, { mode: 'element', rate: 0.5, seed }));
    const same = [...(a ?? [])].filter((v, i) => v === b?.[i]).length;
    expect(Math.abs(same - 5000)).toBeLessThan(300);
  });
});
