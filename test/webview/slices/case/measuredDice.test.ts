import { describe, expect, it } from 'vitest';
import type { CaseFacts } from '../../../../src/protocol/viewer';
import { measuredDice } from '../../../../webview/slices/case/measuredDice';

const score = (model: string, label: number, dice: number | null) => ({
  model,
  label,
  dice,
  jaccard: null,
  hd95: null,
  asd: null,
});
const facts = { scores: [score('A', 1, 0.7), score('A', 2, 0.9), score('B', 1, null)] } as unknown as CaseFacts;
const mask = (run: string, model: string) => ({ run, model, iteration: 10 });

describe("the Dice in a panel's head", () => {
  it('is the mean over the classes that the run measured', () => {
    expect(measuredDice(facts, 'mine', mask('mine', 'A'))).toBe('Dice 0.800');
    expect(measuredDice(facts, 'mine', mask('mine', 'B'))).toBe('');
  });

  it("is never the shown run's beside another run's mask", () => {
    expect(measuredDice(facts, 'mine', mask('other', 'A'))).toBe('');
    expect(measuredDice(facts, undefined, null)).toBe('');
  });
});
