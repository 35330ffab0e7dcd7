import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileError } from '../../../src/io/fileError';
import { ownLease } from '../../../src/io/run/lease';
import { listRuns } from '../../../src/io/run/listRuns';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();

function write(name: string, created: string, change: Record<string, unknown> = {}): void {
  const record = {
    schemaVersion: 1,
    id: name,
    name,
    experiment: {},
    experimentHash: '',
    data: {},
    codeVersion: '0',
    machine: {},
    state: 'done',
    times: { created },
    lease: null,
    iteration: 7,
    ...change,
  };
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'run.json'), JSON.stringify(record));
}

describe('the runs of a folder', () => {
  it('come oldest first, with the state they are really in; what is no run is passed over, what is damaged is told', async () => {
    write('b', '2026-01-02T00:00:00Z', { state: 'running', lease: { ...ownLease(), pid: 2 ** 22 + 1 } });
    write('a', '2026-01-03T00:00:00Z');
    write('c', '2026-01-01T00:00:00Z', { state: 'running', lease: { ...ownLease() }, unknownField: 1 });
    mkdirSync(join(folder, 'notes'));
    writeFileSync(join(folder, 'readme.txt'), '');
    mkdirSync(join(folder, 'torn'));
    writeFileSync(join(folder, 'torn', 'run.json'), '{"schemaVersion": 1, "id"');
    const problems: FileError[] = [];
    const runs = await listRuns(folder, (problem) => problems.push(problem));
    expect(runs.map(({ record, state, iteration }) => [record.id, state, iteration])).toEqual([
      ['c', 'running', 7],
      ['b', 'interrupted', 7],
      ['a', 'done', 7],
    ]);
    expect(problems.map(({ file }) => file)).toEqual([join(folder, 'torn', 'run.json')]);
  });

  it('include the folder itself where it is a run', async () => {
    expect((await listRuns(join(folder, 'a'), () => undefined)).map(({ path }) => path)).toEqual([join(folder, 'a')]);
  });

  it('of a folder that is not there are an error that says what to name', async () => {
    await expect(listRuns(join(folder, 'none'), () => undefined)).rejects.toThrow(/there is no such folder\. Name the folder/);
  });
});
