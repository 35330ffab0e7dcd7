import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readMetrics } from '../../../src/io/run/metricsLog';
import { runPaths } from '../../../src/io/run/runDirectory';
import type { CaseMetrics, EvaluationRecord } from '../../../src/trainer/events';
import { startTraining } from '../../../src/trainer/training/start';
import { temporaryFolder } from '../../support/temporary';
import { TINY_PHANTOM, tinyOptions } from '../tiny';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = temporaryFolder();

/** What the same training measures under other settings. */
async function casesOf(name: string, evaluation: object): Promise<CaseMetrics[]> {
  const run = join(folder, name);
  // The phantom has no second class, so that its truth is empty.
  const change = { iterations: 1, data: { labelled: 1, classes: 3 }, evaluation };
  await startTraining(tinyOptions(run, change), () => undefined);
  const cases: CaseMetrics[] = [];
  for await (const record of readMetrics(runPaths.metrics(run)))
    if (record.kind === 'evaluation') cases.push(...(record as unknown as EvaluationRecord).cases);
  return cases;
}

describe('distances of an evaluation', () => {
  it('are in the unit of the settings, and of an empty mask none or 0, as the settings say', async () => {
    const plain = await casesOf('plain', {});
    const other = await casesOf('other', { unit: 'mm', emptyDistances: 'zero' });
    expect(other.map(({ dice }) => dice)).toEqual(plain.map(({ dice }) => dice));
    const [spacing] = TINY_PHANTOM.spacing;
    for (const [index, { asd }] of plain.entries()) {
      if (asd === null) expect(other[index]?.asd).toBe(0);
      else expect(other[index]?.asd).toBeCloseTo(asd * spacing, 6);
    }
    // Else nothing was tested.
    expect(plain.some(({ asd }) => asd === null)).toBe(true);
    expect(plain.some(({ asd }) => asd !== null && asd > 0)).toBe(true);
  });
});
