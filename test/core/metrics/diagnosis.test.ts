import { describe, expect, it } from 'vitest';
import { createTally, diagnose } from '../../../src/core/metrics/diagnosis';

const FACTS = { iterations: 300, learningRate: 0.05 };
type Masks = Record<string, number[]>;

function say(classes: number, ...cases: [masks: Masks, truth: number[]][]): string[] {
  const tally = createTally(classes);
  for (const [masks, truth] of cases)
    tally.add(new Map(Object.entries(masks).map(([model, mask]) => [model, Uint8Array.from(mask)])), Uint8Array.from(truth));
  return diagnose(tally, FACTS);
}

describe('what results are no success', () => {
  it('says nothing of masks that meet their truth in any case', () => {
    expect(say(2, [{ A: [0, 0, 0, 0] }, [0, 1, 1, 0]], [{ A: [0, 1, 0, 0] }, [0, 1, 1, 0]])).toEqual([]);
    // A case without foreground, and a mask that has none there, are no fault.
    expect(say(2, [{ A: [0, 0] }, [0, 0]], [{ A: [0, 1] }, [0, 1]])).toEqual([]);
  });

  it('empty masks, of all models or of one, with what to do', () => {
    const empty = say(2, [{ A: [0, 0, 0], B: [0, 0, 0], mean: [0, 0, 0] }, [0, 1, 1]]);
    expect(empty).toHaveLength(1);
    expect(empty[0]).toMatch(/^Every mask of A, B, mean is empty: background everywhere\./);
    expect(empty[0]).toMatch(/longer than 300 iterations or with another learning rate than 0\.05.*data\.labels.*doctor/);
    expect(say(2, [{ A: [0, 1, 1], B: [0, 0, 0] }, [0, 1, 1]])).toEqual([expect.stringMatching(/^Every mask of B is empty/)]);
  });

  it('masks beside the truth', () => {
    expect(say(2, [{ A: [1, 1, 0, 0] }, [0, 0, 1, 1]])).toEqual([
      expect.stringMatching(/^The masks of A do not meet the truth: Dice is 0\..*viewer/),
    ]);
    // One voxel of a thousand is as good as none.
    const far = Array.from({ length: 1000 }, (_, index) => (index < 500 ? 1 : 0));
    const near = far.map((label, index) => (index === 0 ? 1 : 1 - label));
    expect(say(2, [{ A: far }, near])).toHaveLength(1);
    const tenth = far.map((label, index) => (index < 50 ? 1 : 1 - label));
    expect(say(2, [{ A: far }, tenth])).toEqual([]);
  });

  it('a class that is never predicted, by number, where the truth has it', () => {
    const [line, ...others] = say(
      4,
      [{ A: [0, 1, 1, 0], B: [0, 1, 2, 0] }, [0, 1, 2, 2]],
      [{ A: [1, 1, 1, 0], B: [1, 2, 2, 0] }, [1, 1, 0, 0]],
    );
    expect(line).toMatch(/^Class 2 is in 1 of 2 tested cases, and in no mask of A\..*data\.labels/);
    expect(others).toEqual([]);
  });

  it('a truth without foreground, which gives a perfect Dice', () => {
    expect(say(2, [{ A: [0, 0] }, [0, 0]], [{ A: [0, 0] }, [0, 0]])).toEqual([
      expect.stringMatching(/^The truth of all 2 tested cases is empty: their numbers say nothing about A\..*data\.labels/),
    ]);
  });
});
