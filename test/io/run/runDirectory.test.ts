import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leaseState, ownLease } from '../../../src/io/run/lease';
import { createRunDirectory } from '../../../src/io/run/openRun';
import type { RunRecord } from '../../../src/io/run/record';
import { effectiveState, readRunRecord, runPaths } from '../../../src/io/run/runDirectory';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();
const record: RunRecord = {
  schemaVersion: 1,
  id: 'id',
  name: 'name',
  experiment: { seed: 1 },
  experimentHash: 'hash',
  data: {},
  codeVersion: '0.0.0',
  machine: {},
  state: 'running',
  times: { created: '2026-01-01T00:00:00.000Z' },
  lease: { ...ownLease() },
  iteration: 0,
};

describe('run directory', () => {
  it('is made with its record, updated in order and read back', async () => {
    const run = await createRunDirectory(join(folder, 'deep', 'run'), record);
    expect(await readRunRecord(run.path)).toEqual(record);
    await Promise.all([run.update({ iteration: 1 }), run.update({ iteration: 2, state: 'stopped' })]);
    await run.log('one\nline \u001b[31m');
    await run.close();
    expect(await readRunRecord(run.path)).toEqual({ ...record, iteration: 2, state: 'stopped' });
    const lines = readFileSync(runPaths.log(run.path), 'utf8').split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT.*Z one.line .\[31m$/);
  });

  it('never overwrites what is there, but takes an empty folder', async () => {
    const path = join(folder, 'used');
    mkdirSync(path);
    await (await createRunDirectory(path, record)).close();
    await expect(createRunDirectory(path, record)).rejects.toThrow(/the folder is not empty/);
    writeFileSync(join(folder, 'file'), '');
    await expect(createRunDirectory(join(folder, 'file'), record)).rejects.toThrow(/not a folder/);
  });

  it('keeps fields of a newer version and refuses what is no record', async () => {
    const path = join(folder, 'newer');
    mkdirSync(path);
    writeFileSync(runPaths.record(path), JSON.stringify({ ...record, later: 1, times: { ...record.times, paused: 'x' } }));
    expect(await readRunRecord(path)).toMatchObject({ later: 1, times: { paused: 'x' } });
    for (const text of ['', '{', '{}', JSON.stringify({ ...record, schemaVersion: 2 })]) {
      writeFileSync(runPaths.record(path), text);
      await expect(readRunRecord(path)).rejects.toMatchObject({ field: 'content' });
    }
    await expect(readRunRecord(folder)).rejects.toThrow(/this is no run directory/);
  });
});

describe('leases', () => {
  it('tell a living process from a dead one and from another with the same number', () => {
    const own = ownLease();
    expect(leaseState(own)).toBe('alive');
    expect(leaseState({ ...own, host: 'elsewhere.example' })).toBe('elsewhere');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(leaseState({ ...own, pid: pid ?? 0 })).toBe('dead');
    if (own.startTime !== '') expect(leaseState({ ...own, startTime: 'boot:1' })).toBe('dead');
  });

  it('a running record of a dead process reads as interrupted', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = { ...ownLease(), pid: pid ?? 0 };
    expect(effectiveState(record)).toBe('running');
    expect(effectiveState({ ...record, lease: dead })).toBe('interrupted');
    expect(effectiveState({ ...record, lease: dead, state: 'done' })).toBe('done');
    expect(effectiveState({ ...record, lease: null })).toBe('running');
  });
});
