import { describe, expect, it } from 'vitest';
import { summarise, summariseMetrics } from '../../../src/core/metrics/summary';

describe('summarise', () => {
  it('gives mean and sample deviation', () => {
    expect(summarise([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7), count: 8, missing: 0 });
  });

  it('leaves out and counts missing distances', () => {
    expect(summarise([1, null, 3])).toEqual({ mean: 2, deviation: Math.SQRT2, count: 2, missing: 1 });
    expect(summarise([null])).toEqual({ mean: null, deviation: null, count: 0, missing: 1 });
    expect(summarise([3])).toEqual({ mean: 3, deviation: null, count: 1, missing: 0 });
  });

  it('summarises each metric by itself', () => {
    const failed = { dice: 0, jaccard: 0, hd95: null, asd: null, assd: null };
    const good = { dice: 1, jaccard: 1, hd95: 2, asd: 1, assd: 1 };
    const summary = summariseMetrics([failed, good]);
    expect(summary.dice.mean).toBe(0.5);
    expect(summary.hd95).toEqual({ mean: 2, deviation: null, count: 1, missing: 1 });
  });
});
