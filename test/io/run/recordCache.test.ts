import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { mapSome } from '../../../src/io/mapSome';
import { createRecordCache } from '../../../src/io/run/recordCache';
import * as runDirectory from '../../../src/io/run/runDirectory';
import { temporaryFolder } from '../../support/temporary';

const root = temporaryFolder();
function write(name: string, state: string): string {
  const run = join(root, name);
  mkdirSync(run, { recursive: true });
  const record = {
    ...{ schemaVersion: 1, id: name, name, experiment: {}, experimentHash: '', data: {}, codeVersion: '0', machine: {}, state },
    ...{ times: { created: '2026-01-01T00:00:00Z' }, lease: null, iteration: 0 },
  };
  rmSync(join(run, 'run.json'), { force: true });
  writeFileSync(join(run, 'run.json'), JSON.stringify(record));
  return run;
}

it('a record is read again when its file changed, and only then', async () => {
  const run = write('a', 'done');
  const reading = vi.spyOn(JSON, 'parse');
  const cache = createRecordCache();
  const first = await cache.read(run);
  expect(first?.state).toBe('done');
  expect(await cache.read(run)).toBe(first);
  expect(reading).toHaveBeenCalledTimes(1);
  write('a', 'fail');
  await expect(cache.read(run)).rejects.toThrow(/run\.json/);
  write('a', 'stopped');
  expect((await cache.read(run))?.state).toBe('stopped');
  rmSync(runDirectory.runPaths.record(run));
  expect(await cache.read(run)).toBeNull();
  reading.mockRestore();
});

it('some at a time: all come in order, never more than sixteen at once', async () => {
  let [now, most] = [0, 0];
  const found = await mapSome(
    Array.from({ length: 100 }, (_, index) => index),
    async (index) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => {
        setTimeout(resolve, (index * 7) % 5);
      });
      now--;
      return 2 * index;
    },
  );
  expect(found).toEqual(Array.from({ length: 100 }, (_, index) => 2 * index));
  expect(most).toBe(16);
});
