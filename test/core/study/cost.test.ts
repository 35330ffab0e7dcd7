import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src/core/config/experiment';
import { costShape, measuringExperiment, scaledCost, wallSeconds } from '../../../src/core/study/cost';

const cost = { loadSeconds: 10, stepSeconds: 2, caseSeconds: 3, testCases: 4, validationCases: 5, peakBytes: 1e9 };

describe('what a run costs', () => {
  it('is loading, steps, validations and tests', () => {
    const plain = parseExperiment({ iterations: 100 });
    expect(scaledCost(plain, cost)).toEqual({ seconds: 10 + 200 + 12, bytes: 1e9 });
    const validated = parseExperiment({ iterations: 100, evaluation: { validationEvery: 30 } });
    expect(scaledCost(validated, cost).seconds).toBe(10 + 200 + 3 * (4 + 3 * 5));
  });

  it('is measured once for experiments that differ in seeds and weights, and anew for another patch or method', () => {
    const shape = (input: Parameters<typeof parseExperiment>[0]): string => costShape(parseExperiment(input));
    const base = shape({});
    expect(shape({ seed: 2, iterations: 9, optimiser: { learningRate: 0.1 }, text: { beta: 1 } })).toBe(base);
    expect(shape({ patch: [48, 48, 32] })).not.toBe(base);
    expect(shape({ method: { kind: 'supervised' } })).not.toBe(base);
  });

  it('is measured by a few iterations that choose and keep nothing', () => {
    const { iterations, evaluation } = measuringExperiment(
      parseExperiment({ evaluation: { validationEvery: 1, selection: 'best', saveProbabilities: true } }),
    );
    expect(iterations).toBeLessThan(10);
    expect(evaluation).toMatchObject({ validationEvery: 0, selection: 'last', saveProbabilities: false });
  });

  it('of many runs at once ends with the last', () => {
    expect(wallSeconds([4, 3, 2, 1], 2)).toBe(5);
    expect(wallSeconds([4, 3, 2, 1], 1)).toBe(10);
    expect(wallSeconds([], 3)).toBe(0);
  });
});
