import { expect, test } from 'vitest';
import { formatRatios, formatTimes, highestPeaks } from '../../bench/lib/report.mjs';
import { parseRecord } from '../../bench/lib/worker.mjs';

test('a loss that is NaN, which Python writes as a word, does not end the bench', () => {
  expect(parseRecord('{"step": 1, "seconds": 0.5, "loss": NaN}')).toEqual({ step: 1, seconds: 0.5, loss: null });
  expect(parseRecord('{"loss": -Infinity, "version": "torch: NaN"}')).toEqual({ loss: null, version: 'torch: NaN' });
});

test('a contender that diverged says so, keeps its times, and the ratio warns', () => {
  const common = { layout: '', steps: 3, best: 1, peak: 100 };
  const summaries = [
    { ...common, name: 'native fp32', engine: 'native', median: 1, losses: [0.7, 0.6] },
    { ...common, name: 'torch bf16', engine: 'torch', median: 2, losses: [0.7, null] },
  ];
  const table = formatTimes([1, 16, 16, 16], summaries, { filters: 16, workload: 'vnet', peak: 100 });
  expect(table).toMatch(/torch bf16 .* 0\.7000, diverged/);
  expect(table).toMatch(/native fp32 .*\(1 %\).* 0\.7000, 0\.6000/);
  expect(formatRatios(summaries)).toContain('native fp32 against torch bf16 (diverged) | 2.00x');
});

test('the peak that counts is the highest of several measurements, kind by kind', () => {
  expect(highestPeaks({ threads: 2, fp32: 3, read: 9 }, { threads: 2, fp32: 5, read: 1 })).toEqual({
    threads: 2,
    fp32: 5,
    read: 9,
  });
});
