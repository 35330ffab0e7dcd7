import { describe, expect, it } from 'vitest';
import { polynomialRate, ramp } from '../../../src/core/optimiser/schedule';

describe('schedules', () => {
  it("ramp has docs/method.md 1.1's values", () => {
    const at = [0, 0.25, 0.5, 0.75, 1, 2].map((t) => ramp(t * 300, 300));
    [0.00674, 0.0601, 0.2865, 0.7316, 1, 1].forEach((value, i) => expect(at[i]).toBeCloseTo(value, 4));
    expect(ramp(0, 300)).toBeCloseTo(Math.exp(-5), 12);
  });

  it('a ramp of no length is 1 from the start', () => {
    expect([0, 1, 100].map((iteration) => ramp(iteration, 0))).toEqual([1, 1, 1]);
  });

  it('polynomial decay starts at the initial rate, never rises and never reaches 0 within the run', () => {
    const rates = Array.from({ length: 600 }, (_, i) => polynomialRate(0.05, i, 600, 0.9));
    expect(rates[0]).toBe(0.05);
    expect(rates[300]).toBeCloseTo(0.05 * 0.5 ** 0.9, 12);
    expect(rates.every((rate, i) => i === 0 || rate < (rates[i - 1] as number))).toBe(true);
    expect(rates[599]).toBeCloseTo(0.05 * (1 / 600) ** 0.9, 12);
    expect(polynomialRate(0.05, 600, 600, 0.9)).toBe(0);
    expect(polynomialRate(0.05, 700, 600, 0.9)).toBe(0);
    expect(polynomialRate(0.05, 123, 600, 0)).toBe(0.05);
  });
});
