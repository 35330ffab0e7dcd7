import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePaired } from '../../../src/core/report/paired';
import { signedRank } from '../../../src/core/report/wilcoxon';

/** All sign patterns of the absolute differences, one by one. */
function enumerated(differences: readonly number[]): number {
  const values = differences.filter((value) => value !== 0).map(Math.abs);
  const rank = (value: number): number =>
    values.filter((other) => other < value).length + (values.filter((other) => other === value).length + 1) / 2;
  const ranks = differences.filter((value) => value !== 0).map((value) => ({ rank: rank(Math.abs(value)), up: value > 0 }));
  const observed = ranks.reduce((sum, { rank: r, up }) => sum + (up ? r : 0), 0);
  let [upper, lower] = [0, 0];
  for (let pattern = 0; pattern < 2 ** ranks.length; pattern++) {
    const sum = ranks.reduce((total, { rank: r }, bit) => total + (pattern & (1 << bit) ? r : 0), 0);
    if (sum >= observed) upper++;
    if (sum <= observed) lower++;
  }
  return Math.min(1, (2 * Math.min(upper, lower)) / 2 ** ranks.length);
}

describe('signed-rank test', () => {
  it('gives the textbook value: ten differences of one sign, 2 / 2^10', () => {
    const result = signedRank([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(result).toEqual({ count: 10, statistic: 55, p: 2 / 1024, exact: true });
  });

  it('equals the count of all sign patterns, with ties and zeros', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 }), (differences) => {
        fc.pre(differences.some((value) => value !== 0));
        expect(signedRank(differences).p).toBeCloseTo(enumerated(differences), 12);
      }),
    );
  });

  it('does not depend on the order of the pairs or on which run is first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 60 }), (differences) => {
        const { p } = signedRank(differences);
        expect(signedRank(differences.toReversed()).p).toBe(p);
        const mirrored = signedRank(differences.map((value) => -value)).p;
        if (p === null) expect(mirrored).toBeNull();
        else expect(mirrored).toBeCloseTo(p, 12);
      }),
    );
  });

  it('is near the exact value where the approximation takes over', () => {
    const differences = Array.from({ length: 25 }, (_, index) => (index % 3 === 0 ? -1 : 1) * (index + 1));
    const exact = signedRank(differences);
    const more = signedRank([...differences, -0.5]);
    expect([exact.exact, more.exact]).toEqual([true, false]);
    expect(Math.abs((more.p ?? 1) - (exact.p ?? 0))).toBeLessThan(0.02);
  });

  it('claims no more than it shows', () => {
    const cases = (values: readonly number[]): Map<string, number> =>
      new Map(values.map((value, index) => [`case ${index}`, value]));
    const low = cases([0.5, 0.52, 0.54, 0.56, 0.58, 0.6, 0.62, 0.64]);
    const high = cases([0.61, 0.64, 0.67, 0.7, 0.73, 0.76, 0.79, 0.82]);
    expect(comparePaired(high, low).verdict).toMatch(/^The first run is higher on these cases .* other seeds may differ/);
    expect(comparePaired(high, low, 10).verdict).toMatch(/^No evidence of a difference/);
    expect(comparePaired(low, low).verdict).toBe('All 8 shared cases have equal numbers.');
    expect(comparePaired(low, new Map()).p).toBeNull();
  });
});

describe('beyond 25 differences', () => {
  /** 1 to 30 with signs such that the positive ones sum to `sum`. */
  function differences(sum: number): number[] {
    let left = sum;
    return Array.from({ length: 30 }, (_, index) => 30 - index).map((value) => {
      if (value > left) return -value;
      left -= value;
      return value;
    });
  }

  it.each([
    // By z = (|T - 232.5| - 0.5) / sqrt(30 * 31 * 61 / 24), with the error function of the C library.
    [320, 0.0735430933],
    [300, 0.1681789797],
    [200, 0.5104180676],
    [145, 0.0735430933],
  ])('the sum %i of positive ranks has p with correction for continuity', (sum, p) => {
    const result = signedRank(differences(sum));
    expect(result).toMatchObject({ count: 30, statistic: sum, exact: false });
    expect(result.p).toBeCloseTo(p, 6);
  });
});
