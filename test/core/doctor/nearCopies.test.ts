import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlation } from '../../../src/core/doctor/measure';
import type { Pictured } from '../../../src/core/doctor/nearCopies';
import { ALIKE, findCopies } from '../../../src/core/doctor/nearCopies';
import { noise } from '../../situations/volumes';

const LENGTH = 216;

function zScored(values: readonly number[]): Float32Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
  return Float32Array.from(values, (value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

/** A body that all share, and what is each one's own: smooth, as anatomy is, and as much of it as `own` says. */
function thumbnail(seed: number, own: number): Float32Array {
  const [body, self] = [noise(7), noise(seed)];
  const waves = Array.from({ length: 6 }, (_, wave) => ({ height: self() - 0.5, length: wave + 1, start: 6 * self() }));
  const smooth = (place: number): number =>
    waves.reduce((sum, { height, length, start }) => sum + height * Math.sin((6 * length * place) / LENGTH + start), 0);
  return zScored(Array.from({ length: LENGTH }, (_, place) => body() + own * smooth(place)));
}

/** The same scan with a little noise. */
function nearly(image: Float32Array, seed: number, amount: number): Float32Array {
  const random = noise(seed);
  return zScored([...image].map((value) => value + amount * (random() - 0.5)));
}

const alike = (a: Pictured, b: Pictured): boolean => correlation(a.thumbnail, b.thumbnail) > ALIKE;

/** Cases with an earlier copy, and in which list that is: from all pairs, by the definition. */
function fromAllPairs(cases: readonly Pictured[]): string[] {
  return cases.flatMap((one, index) => {
    const copies = cases.slice(0, index).filter((other) => alike(one, other));
    return [...new Set(copies.map(({ split }) => `${index} ${split}`))];
  });
}

describe('near copies', () => {
  it('are those of all pairs, one of each list, whatever the images', () => {
    const image = fc.record({
      seed: fc.nat({ max: 6 }),
      own: fc.constantFrom(0.1, 0.5, 2),
      amount: fc.constantFrom(0, 0.05, 0.2, 0.3),
      split: fc.constantFrom('train', 'test', null),
    });
    fc.assert(
      fc.property(fc.array(image, { maxLength: 24 }), (images) => {
        const cases = images.map(({ seed, own, amount, split }, index) => ({
          split,
          thumbnail: nearly(thumbnail(seed, own), index + 100, amount),
        }));
        const { copies } = findCopies(cases);
        expect(copies.map(({ index, of }) => `${index} ${cases[of]?.split}`).sort()).toEqual(fromAllPairs(cases).sort());
        for (const { index, of } of copies) expect(alike(cases[index] as Pictured, cases[of] as Pictured)).toBe(true);
      }),
    );
  });

  it('compare a small part of all pairs', () => {
    const cases = Array.from({ length: 600 }, (_, index) => ({ split: null, thumbnail: thumbnail(index + 1, 5) }));
    const { copies, compared } = findCopies(cases);
    expect(copies).toEqual([]);
    expect(compared).toBeLessThan((0.3 * 600 * 599) / 2);
  });

  it('leave out constant volumes, and take many copies of one in a breath', () => {
    const flat = { split: null, thumbnail: new Float32Array(LENGTH) };
    expect(findCopies([flat, flat])).toEqual({ copies: [], compared: 0 });
    const same = thumbnail(1, 1);
    const { copies, compared } = findCopies(Array.from({ length: 500 }, () => ({ split: 'train', thumbnail: same })));
    expect([copies.length, compared]).toEqual([499, 499]);
  });
});
