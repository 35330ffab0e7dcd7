import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCases, iterationsPerEpoch } from '../../../src/core/sampling/sampler';

const two = { labelled: 2, unlabelled: 2 };

describe('two-stream sampler', () => {
  it('has floor(labelled / batch share) iterations an epoch, in which no labelled case comes twice', () => {
    expect(iterationsPerEpoch(9, 2)).toBe(4);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 0, max: 30 }), fc.nat(), (cases, epoch, seed) => {
        const perEpoch = iterationsPerEpoch(cases, 2);
        const drawn = Array.from(
          { length: perEpoch },
          (_, i) => drawCases({ labelled: cases, unlabelled: 5 }, two, seed, epoch * perEpoch + i).labelled,
        ).flat();
        expect(drawn.length).toBe(2 * Math.floor(cases / 2));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.every((index) => index >= 0 && index < cases)).toBe(true);
      }),
    );
  });

  it('takes every unlabelled case once in each round, whatever the batch size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 }), fc.nat(), (cases, patches, seed) => {
        const rounds = 3;
        const drawn = Array.from(
          { length: Math.ceil((rounds * cases) / patches) },
          (_, iteration) =>
            drawCases({ labelled: 4, unlabelled: cases }, { labelled: 2, unlabelled: patches }, seed, iteration).unlabelled,
        ).flat();
        for (let round = 0; round < rounds; round++) {
          const found = drawn.slice(round * cases, (round + 1) * cases).sort((a, b) => a - b);
          expect(found).toEqual(Array.from({ length: cases }, (_, i) => i));
        }
      }),
    );
  });

  it('orders epochs differently', () => {
    const epochs = Array.from({ length: 20 }, (_, epoch) =>
      [0, 1, 2].flatMap((i) => drawCases({ labelled: 6, unlabelled: 1 }, two, 1, 3 * epoch + i).labelled).join(),
    );
    expect(new Set(epochs).size).toBeGreaterThan(15);
  });

  it('depends on seed and iteration only', () => {
    const at = (seed: number, iteration: number) => drawCases({ labelled: 8, unlabelled: 72 }, two, seed, iteration);
    const forwards = [0, 1, 2, 3, 4, 5].map((i) => at(1, i));
    const backwards = [5, 4, 3, 2, 1, 0].map((i) => at(1, i)).reverse();
    expect(backwards).toEqual(forwards);
    expect(at(2, 0)).not.toEqual(at(1, 0));
  });

  it('repeats cases when there are fewer than the batch needs', () => {
    const draws = [0, 1, 2].map((i) => drawCases({ labelled: 1, unlabelled: 1 }, two, 1, i));
    for (const draw of draws) expect(draw).toEqual({ labelled: [0, 0], unlabelled: [0, 0] });
  });

  it('needs cases only for streams that the batch takes from', () => {
    expect(drawCases({ labelled: 3, unlabelled: 0 }, { labelled: 2, unlabelled: 0 }, 1, 0).unlabelled).toEqual([]);
    expect(() => drawCases({ labelled: 3, unlabelled: 0 }, two, 1, 0)).toThrow(
      'the batch needs unlabelled cases, and there are none',
    );
    expect(() => drawCases({ labelled: 0, unlabelled: 3 }, two, 1, 0)).toThrow(
      'the batch needs labelled cases, and there are none',
    );
  });
});
