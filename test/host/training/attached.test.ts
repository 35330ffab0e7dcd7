import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followRun } from '../../../src/host/training/attached';
import type { JobEnd } from '../../../src/host/training/job';
import type { JobState } from '../../../src/host/training/state';
import { ownLease } from '../../../src/io/run/lease';
import { createRunDirectory } from '../../../src/io/run/openRun';
import type { RunRecord } from '../../../src/io/run/record';
import { takeRequests } from '../../../src/io/run/requests';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();
const PATIENCE = { timeout: 20_000 };

function recordOf(name: string): RunRecord {
  return {
    schemaVersion: 1,
    id: name,
    name,
    experiment: { iterations: 100 },
    experimentHash: '',
    data: {},
    codeVersion: '0',
    machine: {},
    state: 'running',
    times: { created: '2026-01-01T00:00:00Z' },
    lease: { ...ownLease() },
    iteration: 0,
  };
}

/** A run of this very process, which is alive, and what was heard of it. */
async function followed(name: string) {
  const run = await createRunDirectory(join(folder, name), recordOf(name));
  const heard: { state?: JobState; ends: JobEnd[] } = { ends: [] };
  const steered = followRun(run.path, run.record, {
    changed: (state) => {
      heard.state = state;
    },
    ended: (end) => heard.ends.push(end),
  });
  return { run, heard, steered };
}

describe('a run that another process works on', () => {
  it('is shown from its directory until it ends', async () => {
    const { run, heard, steered } = await followed('seen');
    await run.metrics.append({ kind: 'train', iteration: 40, seconds: 2, A: { supervised: 0.5 } });
    await expect
      .poll(() => heard.state, PATIENCE)
      .toMatchObject({ title: 'seen', run: run.path, phase: 'training', done: 40, total: 100, loss: 0.5, secondsLeft: 120 });
    await run.update({ state: 'paused' });
    await expect.poll(() => heard.state?.phase, PATIENCE).toBe('paused');
    expect(heard.state).not.toHaveProperty('secondsLeft');
    await run.update({ state: 'failed', reason: 'The disk is full.' });
    await expect.poll(() => heard.ends, PATIENCE).toHaveLength(1);
    expect(heard.ends).toEqual([{ title: 'seen', state: 'failed', run: run.path, cause: 'The disk is full.' }]);
    expect(steered.pid).toBe(process.pid);
    await run.close();
  });

  it('is asked by files, and left alone when the window closes', async () => {
    const { run, heard, steered } = await followed('asked');
    steered.call({ kind: 'pause' });
    await expect.poll(() => existsSync(join(run.path, 'control', 'request-pause')), PATIENCE).toBe(true);
    expect(await takeRequests(run.path)).toEqual(['pause']);
    steered.release();
    await run.update({ state: 'done' });
    await run.close();
    expect(heard.ends).toEqual([]);
  });

  it('counts as interrupted once its process is gone', async () => {
    const { run, heard } = await followed('gone');
    await run.update({ lease: { ...ownLease(), startTime: 'another' } });
    await expect.poll(() => heard.ends, PATIENCE).toEqual([{ title: 'gone', state: 'interrupted', run: run.path }]);
    await run.close();
  });
});
