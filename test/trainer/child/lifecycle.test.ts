import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { writeRequest } from '../../../src/io/run/requests';
import { readRunRecord, runPaths } from '../../../src/io/run/runDirectory';
import { ADDON } from '../../cli/process';
import { temporaryFolder } from '../../support/temporary';
import { bundleTrainer, startHost, tinyExperiment } from './trainer';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const native = existsSync(ADDON);
const folder = temporaryFolder();
let trainer = '';

beforeAll(async () => {
  trainer = await bundleTrainer(join(folder, 'bundle'));
});

const endless = { values: tinyExperiment({ iterations: 100_000 }) };
const job = (out: string) => ({ task: 'train' as const, experiment: endless, out: join(folder, out) });

describe('trainer process without a job', () => {
  it('says hello, answers calls it knows and those it does not', async () => {
    const host = startHost(trainer);
    const hello = await host.until(({ kind }) => kind === 'hello');
    expect(hello).toMatchObject({ protocol: 1, heartbeat: true, pid: host.child.pid });
    const ping = host.call({ kind: 'ping' });
    expect(await host.until((m) => m.kind === 'reply' && m.to === ping)).not.toHaveProperty('error');
    host.child.send({ v: 1, runId: '', seq: 70, kind: 'fly' });
    expect(await host.until((m) => m.kind === 'reply' && m.to === 70)).toMatchObject({ error: { code: 'unknown-kind' } });
    host.child.send({ v: 2, runId: '', seq: 71, kind: 'ping' });
    expect(await host.until((m) => m.kind === 'reply' && m.to === 71)).toMatchObject({ error: { code: 'unsupported-version' } });
    const stop = host.call({ kind: 'stop' });
    expect(await host.until((m) => m.kind === 'reply' && m.to === stop)).toMatchObject({ error: { code: 'no-job' } });
    expect(host.problems).toEqual([]);
    host.child.disconnect();
    expect((await host.ended).code).toBe(0);
  });

  it('a job that cannot be done fails with cause and fix', async () => {
    const host = startHost(trainer, { job: { task: 'resume', run: join(folder, 'none') } });
    expect(await host.until(({ kind }) => kind === 'failed')).toMatchObject({
      code: 'input',
      cause: expect.stringMatching(/no run directory/),
      fix: 'Name the folder of a run.',
    });
    expect((await host.ended).code).toBe(1);
  });
});

describe.skipIf(!native)(`trainer process with a job ${native ? '' : '(skipped: the native engine is not built)'}`, () => {
  it('pauses, continues, saves and stops; a paused run is not resumed by another', async () => {
    const host = startHost(trainer, { job: job('paused'), runId: 'mine' });
    await host.until(({ kind }) => kind === 'metrics');
    host.call({ kind: 'pause' });
    await host.until((m) => m.kind === 'phase' && m.phase === 'paused');
    const run = join(folder, 'paused');
    expect((await readRunRecord(run)).state).toBe('paused');
    const second = startHost(trainer, { job: { task: 'resume', run } });
    expect(await second.until(({ kind }) => kind === 'failed')).toMatchObject({ code: 'busy' });
    await second.ended;
    host.call({ kind: 'resume' });
    const before = host.messages.length;
    await host.until((m) => m.kind === 'metrics' && host.messages.indexOf(m) >= before);
    host.call({ kind: 'stop' });
    const done = await host.until(({ kind }) => kind === 'done');
    expect(done).toMatchObject({ state: 'stopped', run, runId: 'mine' });
    expect(await readRunRecord(run)).toMatchObject({ state: 'stopped', lease: null });
    expect(host.messages.map(({ seq }) => seq)).toEqual(host.messages.map((_, index) => index));
    expect((await host.ended).code).toBe(0);
  });

  it('a host that is gone leaves a checkpoint and an interrupted run', async () => {
    const host = startHost(trainer, { job: job('orphan') });
    await host.until(({ kind }) => kind === 'metrics');
    host.child.disconnect();
    await host.ended;
    const record = await readRunRecord(join(folder, 'orphan'));
    expect(record).toMatchObject({ state: 'interrupted', reason: 'the program that started it is gone', lease: null });
    expect(record.iteration).toBeGreaterThan(0);
  });

  it('with the policy continue it goes on alone, and is stopped through its directory', async () => {
    const host = startHost(trainer, { job: job('alone'), onHostLoss: 'continue' });
    await host.until(({ kind }) => kind === 'metrics');
    host.child.disconnect();
    const run = join(folder, 'alone');
    const { iteration } = await readRunRecord(run);
    await vi.waitUntil(async () => (await readRunRecord(run)).iteration > iteration + 1, { timeout: 60_000, interval: 500 });
    await writeRequest(run, 'stop');
    await host.ended;
    expect(await readRunRecord(run)).toMatchObject({ state: 'stopped', reason: 'stopped by a request' });
  });

  it('a run whose data or machine changed is refused, with what changed', async () => {
    const run = join(folder, 'alone');
    const path = runPaths.data(run);
    const data = JSON.parse(readFileSync(path, 'utf8')) as { cases: { id: string; sha256: string }[] };
    const [first] = data.cases;
    writeFileSync(path, JSON.stringify({ ...data, cases: [{ ...first, sha256: 'other' }, ...data.cases.slice(1)] }));
    const changed = startHost(trainer, { job: { task: 'resume', run } });
    expect(await changed.until(({ kind }) => kind === 'failed')).toMatchObject({
      code: 'input',
      cause: expect.stringContaining(`other voxels or labels in ${first?.id}`),
    });
    await changed.ended;
    const record = JSON.parse(readFileSync(runPaths.record(run), 'utf8')) as { machine: object };
    writeFileSync(
      runPaths.record(run),
      JSON.stringify({ ...record, machine: { ...record.machine, isa: 'another' }, resumed: [] }),
    );
    const moved = startHost(trainer, { job: { task: 'resume', run } });
    expect(await moved.until(({ kind }) => kind === 'failed')).toMatchObject({
      code: 'machine',
      cause: expect.stringMatching(/instruction set another, now/),
    });
    await moved.ended;
  });
});
