import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparisonTable } from '../../../src/core/report/comparison';
import { readReportRun } from '../../../src/io/run/reportRun';
import { temporaryFolder } from '../../support/temporary';

const root = temporaryFolder();

/** A run directory with one evaluation a flag. */
function write(name: string, evaluation: object, tested: readonly boolean[]): string {
  const folder = join(root, name);
  mkdirSync(folder);
  const record = {
    schemaVersion: 1,
    id: name,
    name,
    experiment: { evaluation, preprocessing: { normalise: 'none' } },
    experimentHash: 'x',
    data: { name: 'made up', trainCases: 3, testCases: ['a', 'b'] },
    codeVersion: '0',
    machine: {},
    state: 'done',
    times: { created: '2026-11-28T00:00:00Z' },
    lease: null,
    iteration: 4,
  };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(record));
  const lines = tested.map((largestComponent) => ({
    kind: 'evaluation',
    iteration: 4,
    split: 'test',
    model: 'A',
    unit: 'mm',
    largestComponent,
    cases: [{ case: 'a', label: 1, dice: largestComponent ? 0.9 : 0.5, jaccard: 0.4, hd95: null, asd: null, assd: null }],
  }));
  writeFileSync(join(folder, 'metrics.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return folder;
}

describe('what reports read of a run', () => {
  it('says how its numbers were made, as the run did it', async () => {
    const plain = await readReportRun(write('plain', { emptyDistances: 'none' }, [false]));
    expect(plain.protocol).toMatchObject({
      data: 'made up',
      split: '3 training, 2 test cases',
      normalisation: 'none',
      postProcessing: 'none',
      emptyRule: 'no distance',
      unit: 'mm',
    });
    const other = await readReportRun(write('other', { emptyDistances: 'zero', largestComponent: true }, [true]));
    expect(other.protocol).toMatchObject({ postProcessing: 'largest piece of each class', emptyRule: 'distance 0' });
  });

  it('takes the numbers that the settings ask for, and those there are where these are missing', async () => {
    const dice = async (name: string, largestComponent: boolean, tested: readonly boolean[]): Promise<unknown> => {
      const run = await readReportRun(write(name, { largestComponent }, tested));
      return [comparisonTable([run]).rows.map(({ cells }) => cells[4]), run.protocol.postProcessing];
    };
    expect(await dice('set', true, [true, false])).toEqual([['90.00'], 'largest piece of each class']);
    expect(await dice('not-set', false, [true, false, true])).toEqual([['50.00'], 'none']);
    expect(await dice('only-pieces', false, [true])).toEqual([['90.00'], 'largest piece of each class']);
    expect(await dice('no-pieces', true, [false])).toEqual([['50.00'], 'none']);
  });
});
