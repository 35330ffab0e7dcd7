import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { summarise } from '../../../src/core/metrics/summary';
import { createStream } from '../../../src/core/random/stream';
import { signedRank } from '../../../src/core/report/wilcoxon';
import { bootstrapMean, quantile } from '../../../src/core/statistics/bootstrap';
import { holm } from '../../../src/core/statistics/holm';
import { normalTail } from '../../../src/core/statistics/normal';
import { pairedTests } from '../../../src/core/statistics/paired';
import { studentCdf } from '../../../src/core/statistics/student';

const numbers = z.array(z.number());
/** Made by bench/scipy/statistics.py, which says how. */
const fixtures = z
  .object({
    wilcoxon: z.array(
      z.object({ differences: numbers, exact: z.number().optional(), approximate: z.number(), rankBiserial: z.number() }),
    ),
    ttest: z.array(z.object({ differences: numbers, p: z.number(), dz: z.number() })),
    holm: z.array(z.object({ p: numbers, corrected: numbers })),
    student: z.array(z.object({ df: z.number(), t: z.number(), cdf: z.number() })),
    normal: z.array(z.object({ z: z.number(), sf: z.number() })),
    percentile: z.array(z.object({ values: numbers, q: z.number(), value: z.number() })),
    summary: z.array(z.object({ values: numbers, mean: z.number(), deviation: z.number() })),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures.json'), 'utf8')));

/** Relative to the number, and to 1e-9 at most. */
const near = (value: number | null, expected: number): void => {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? NaN) - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1e-6, Math.abs(expected)));
};

describe('statistics equal those of scipy and statsmodels to 1e-9', () => {
  it.each(fixtures.wilcoxon)('signed-rank test of %#', ({ differences, exact, approximate, rankBiserial }) => {
    const { p, exact: isExact } = signedRank(differences);
    if (exact !== undefined) near(p, exact);
    else if (!isExact) near(p, approximate);
    near(pairedTests(differences).rankBiserial, rankBiserial);
  });
  it.each(fixtures.ttest)('paired t test of %#', ({ differences, p, dz }) => {
    near(pairedTests(differences).tP, p);
    near(pairedTests(differences).dz, dz);
  });
  it.each(fixtures.holm)("Holm's correction of %#", ({ p, corrected }) => {
    holm(p).forEach((value, index) => {
      near(value, corrected[index] ?? NaN);
    });
  });
  it('Student and normal distributions', () => {
    for (const { df, t, cdf } of fixtures.student) near(studentCdf(t, df), cdf);
    for (const { z: place, sf } of fixtures.normal) near(normalTail(place), sf);
  });
  it('percentiles, means and deviations', () => {
    for (const { values, q, value } of fixtures.percentile) near(quantile(values, q / 100), value);
    for (const { values, mean, deviation } of fixtures.summary) {
      near(summarise(values).mean, mean);
      near(summarise(values).deviation, deviation);
    }
  });
});

describe('the bootstrap', () => {
  const stream = () => createStream({ seed: 1, iteration: 0, sample: 0, purpose: 'bootstrap' });

  it('gives an interval around the mean that holds no more than the numbers do', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 }), (values) => {
        const interval = bootstrapMean([values], stream(), 0.95, 200);
        expect(interval?.low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
        expect(interval?.high).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it('is as wide as theory has it for one seed, and wider where seeds differ', () => {
    const values = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 1 : -1));
    const one = bootstrapMean([values], stream());
    // Mean of 100 numbers of deviation 1: 1.96 / 10 on each side.
    expect(one?.high).toBeGreaterThan(0.17);
    expect(one?.high).toBeLessThan(0.23);
    const three = bootstrapMean([values, values.map((value) => value + 2), values.map((value) => value - 2)], stream());
    expect((three?.high ?? 0) - (three?.low ?? 0)).toBeGreaterThan(2 * ((one?.high ?? 0) - (one?.low ?? 0)));
    expect(bootstrapMean([[null, null]], stream())).toBeNull();
  });
});
