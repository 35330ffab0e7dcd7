import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeLeftovers, removeLeftovers } from '../../../src/io/run/leftovers';
import { createRunDirectory, takeRunDirectory } from '../../../src/io/run/openRun';
import type { RunRecord } from '../../../src/io/run/record';
import { runPaths } from '../../../src/io/run/runDirectory';
import { temporaryFolder } from '../../support/temporary';

const root = temporaryFolder();
const record = {
  ...{ schemaVersion: 1, id: 'x', name: 'x', experiment: {}, experimentHash: '', data: {}, codeVersion: '0', machine: {} },
  ...{ state: 'stopped', times: { created: '2026-01-01T00:00:00Z' }, lease: null, iteration: 0 },
} as unknown as RunRecord;

/** A run with what killed writers left, and what must stay. */
async function messy(name: string): Promise<{ run: string; left: string[]; stays: string[] }> {
  const run = join(root, name);
  await (await createRunDirectory(run, record)).close();
  for (const folder of ['checkpoints', join('predictions', '4'), 'text']) mkdirSync(join(run, folder), { recursive: true });
  const temporary = '.12345-0123456789abcdef.tmp';
  const left = [
    temporary,
    join('checkpoints', temporary),
    join('predictions', '4', temporary),
    join('checkpoints', 'iteration-0000007.safetensors'),
  ];
  const stays = [
    join('checkpoints', 'iteration-0000005.safetensors'),
    join('checkpoints', 'iteration-0000005.json'),
    join('control', temporary),
    join('text', 'notes.tmp'),
    join('text', '.1-ab.tmp'),
  ];
  for (const file of [...left, ...stays]) writeFileSync(join(run, file), 'x'.repeat(1000));
  return { run, left, stays };
}

it('what killed writers left goes, with its size; nothing else does', async () => {
  const { run, left, stays } = await messy('one');
  const found = await removeLeftovers(run);
  expect([...found.files].sort()).toEqual(left.map((file) => join(run, file)).sort());
  expect(describeLeftovers(found)).toBe('4 files, 4.0 kB');
  expect(stays.filter((file) => !existsSync(join(run, file)))).toEqual([]);
  const request = join(run, 'control', '.12345-0123456789abcdef.tmp');
  utimesSync(request, 0, 0);
  expect((await removeLeftovers(run)).files).toEqual([request]);
  expect(await removeLeftovers(run)).toEqual({ files: [], bytes: 0 });
});

it('it goes when the run is taken, and run.log says so', async () => {
  const { run, left } = await messy('two');
  await (await takeRunDirectory(run, () => Promise.resolve())).close();
  expect(left.filter((file) => existsSync(join(run, file)))).toEqual([]);
  expect(readFileSync(runPaths.log(run), 'utf8')).toContain('removed what a killed process left: 4 files, 4.0 kB');
});
