/** A run on a disk that fills up: a small file system in memory, which only root may mount. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { listCheckpoints, loadCheckpoint } from '../../src/io/run/checkpoints';
import { readMetrics } from '../../src/io/run/metricsLog';
import { effectiveState, readRunRecord, runPaths } from '../../src/io/run/runDirectory';
import type { TrainerEvent } from '../../src/trainer/events';
import { resumeTraining } from '../../src/trainer/training/resume';
import { startTraining } from '../../src/trainer/training/start';
import { temporaryFolder } from '../support/temporary';
import { tinyOptions } from './tiny';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const disk = join(temporaryFolder(), 'disk');
mkdirSync(disk);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0;

afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
});

describe.skipIf(!mounted)(`a disk that is full ${mounted ? '' : '(skipped: only root can mount a small disk)'}`, () => {
  it('fails the run by name, leaves what was saved whole, and the run goes on once there is room', async () => {
    const run = join(disk, 'run');
    const ballast = join(disk, 'ballast');
    const options = { ...tinyOptions(run, { iterations: 4 }), checkpointSeconds: 1e-6 };
    const events: TrainerEvent[] = [];
    const fill = (event: TrainerEvent): void => {
      events.push(event);
      if (event.kind !== 'checkpoint' || event.iteration !== 2 || existsSync(ballast)) return;
      // Whatever is left, to the last block.
      for (let size = 1 << 22; size >= 4096; size >>= 1) {
        try {
          writeFileSync(ballast, new Uint8Array(size), { flag: 'a' });
        } catch {}
      }
    };
    await expect(startTraining(options, fill)).rejects.toThrow(new RegExp(`the disk at ${disk} is full`));
    expect(events.at(-1)).toMatchObject({ kind: 'failed', iteration: 2 });

    const record = await readRunRecord(run);
    // run.json itself may not have been writable any more; whoever reads it must not take the run for one that goes on well.
    expect(['failed', 'running', 'interrupted']).toContain(effectiveState(record));
    expect(record.iteration).toBe(2);
    const [newest] = await listCheckpoints(runPaths.checkpoints(run));
    expect(newest?.iteration).toBe(2);
    if (newest) await loadCheckpoint(runPaths.checkpoints(run), newest);
    expect(readdirSync(run, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([]);

    rmSync(ballast);
    const outcome = await resumeTraining({ run }, () => undefined);
    expect(outcome.state).toBe('done');
    const iterations: unknown[] = [];
    for await (const line of readMetrics(runPaths.metrics(run))) if (line.kind === 'train') iterations.push(line['iteration']);
    expect(iterations).toEqual([1, 2, 3, 4]);
    expect(readFileSync(runPaths.log(run), 'utf8')).toMatch(/resumed after iteration 2/);
  });
});
