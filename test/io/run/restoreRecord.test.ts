import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveCheckpoint } from '../../../src/io/run/checkpoints';
import { createRunDirectory } from '../../../src/io/run/openRun';
import type { RunRecord } from '../../../src/io/run/record';
import { restoreRecord } from '../../../src/io/run/restoreRecord';
import { readRunRecord, runPaths } from '../../../src/io/run/runDirectory';
import { temporaryFolder } from '../../support/temporary';

const root = temporaryFolder();
const record = {
  ...{
    schemaVersion: 1,
    id: 'x',
    name: 'x',
    experiment: { seed: 3 },
    experimentHash: '',
    data: {},
    codeVersion: '0',
    machine: {},
  },
  ...{ state: 'running', times: { created: '2026-01-01T00:00:00Z' }, lease: null, iteration: 0 },
} as unknown as RunRecord;

async function runOf(name: string): Promise<string> {
  const run = join(root, name);
  const writer = await createRunDirectory(run, record);
  await saveCheckpoint(runPaths.checkpoints(run), { iteration: 7, tensors: [], state: {} });
  await writer.update({ iteration: 5 });
  await writer.close();
  return run;
}

describe('a damaged run.json', () => {
  it('comes back from its copy and the newest checkpoint, and is kept beside', async () => {
    const run = await runOf('cut');
    const whole = readFileSync(runPaths.record(run), 'utf8');
    for (const damaged of [whole.slice(0, 100), '', '\0'.repeat(whole.length)]) {
      writeFileSync(runPaths.record(run), damaged);
      expect(await restoreRecord(run)).toMatch(/run\.json was damaged .* made again from its copy/);
      expect(await readRunRecord(run)).toMatchObject({ id: 'x', experiment: { seed: 3 }, iteration: 7 });
      expect(readFileSync(`${runPaths.record(run)}.damaged`, 'utf8')).toBe(damaged);
    }
    expect(await restoreRecord(run)).toBeNull();
  });

  it('that is gone comes back too; without a whole copy its error stays', async () => {
    const run = await runOf('gone');
    rmSync(runPaths.record(run));
    expect(await restoreRecord(run)).toMatch(/made again/);
    writeFileSync(runPaths.record(run), '{');
    writeFileSync(runPaths.recordCopy(run), '{');
    await expect(restoreRecord(run)).rejects.toThrow(/run\.json: content/);
    expect(readFileSync(runPaths.record(run), 'utf8')).toBe('{');
    await expect(restoreRecord(join(root, 'nowhere'))).rejects.toThrow('this is no run directory');
  });
});

it('a run whose folder is deleted while it is written says so, and is not made anew', async () => {
  const run = join(root, 'deleted');
  const writer = await createRunDirectory(run, record);
  rmSync(run, { recursive: true });
  await saveCheckpoint(runPaths.checkpoints(run), { iteration: 7, tensors: [], state: {} });
  await expect(writer.update({ iteration: 7 })).rejects.toThrow('it was deleted or moved while this process worked on it.');
});
