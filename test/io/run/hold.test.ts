import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeHold } from '../../../src/io/run/hold';
import { ownLease } from '../../../src/io/run/lease';
import { takeRequests, writeRequest } from '../../../src/io/run/requests';
import { runPaths } from '../../../src/io/run/runDirectory';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();

describe('who holds a run', () => {
  it('is one at a time, and the next after a release', async () => {
    const run = join(folder, 'one');
    const hold = await takeHold(run, ownLease());
    await expect(takeHold(run, ownLease())).rejects.toThrow(/is working on this run/);
    await hold.release();
    const next = await takeHold(run, ownLease());
    await expect(takeHold(run, ownLease())).rejects.toMatchObject({ field: 'run directory' });
    await next.release();
  });

  it('is taken from a dead process, by one of many that try', async () => {
    const run = join(folder, 'dead');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await takeHold(run, { ...ownLease(), pid: pid ?? 0 });
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => takeHold(run, ownLease())));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(runPaths.control(run)).filter((name) => name.startsWith('holder-'))).toHaveLength(1);
  });

  it('is not taken from a process of another machine that lives (beat.test.ts has those that do not)', async () => {
    const run = join(folder, 'elsewhere');
    await takeHold(run, { ...ownLease(), host: 'elsewhere.example' });
    await expect(takeHold(run, ownLease())).rejects.toThrow(/on elsewhere[.]example is working on this run/);
  });

  it('a holder that is being written counts as one', async () => {
    const run = join(folder, 'writing');
    await (await takeHold(run, ownLease())).release();
    const file = join(runPaths.control(run), 'holder-000002.json');
    writeFileSync(file, '');
    setTimeout(() => writeFileSync(file, JSON.stringify(ownLease())), 300);
    await expect(takeHold(run, ownLease())).rejects.toThrow(/is working on this run/);
  });

  it('a holder that a killed process left empty is passed over after two seconds, and none is ever made empty', async () => {
    const run = join(folder, 'empty');
    await (await takeHold(run, ownLease())).release();
    const file = join(runPaths.control(run), 'holder-000002.json');
    writeFileSync(file, '');
    const start = performance.now();
    await takeHold(run, ownLease());
    expect(performance.now() - start).toBeLessThan(5000);
    expect(readdirSync(runPaths.control(run))).toEqual(['beat-000003', 'holder-000003.json']);
    expect(readFileSync(join(runPaths.control(run), 'holder-000003.json'), 'utf8')).toContain('nonce');
  });
});

describe('requests', () => {
  it('are taken once; of pause and resume the latest counts', async () => {
    const run = join(folder, 'requests');
    expect(await takeRequests(run)).toEqual([]);
    await writeRequest(run, 'pause');
    await writeRequest(run, 'resume');
    await writeRequest(run, 'stop');
    await writeRequest(run, 'stop');
    expect(await takeRequests(run)).toEqual(['resume', 'stop']);
    expect(await takeRequests(run)).toEqual([]);
  });
});
