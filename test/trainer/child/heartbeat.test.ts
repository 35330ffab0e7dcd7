import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleOptions } from '../../../scripts/tensorflow.mjs';
import { temporaryFolder } from '../../support/temporary';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = temporaryFolder();
/** Milliseconds between two beats here; the product has 5000. */
const INTERVAL = 200;

beforeAll(async () => {
  await build({
    ...(bundleOptions as BuildOptions),
    absWorkingDir: join(import.meta.dirname, '..', '..', '..'),
    entryPoints: { heartbeat: 'src/trainer/child/heartbeatThread.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  // A trainer reduced to its heartbeat: its main thread computes all the time, as kernels make it.
  writeFileSync(
    join(folder, 'trainer.mjs'),
    `import { Worker } from 'node:worker_threads';
    const thread = new Worker(new URL('./heartbeat.mjs', import.meta.url), { workerData: { fd: 3, interval: ${INTERVAL} } });
    thread.once('message', (word) => { console.log(word); process.exit(0); });
    setInterval(() => { const end = Date.now() + 100; while (Date.now() < end); }, 1);`,
  );
});

function startTrainer(): { child: ChildProcess; pipe: Duplex; lost: Promise<number> } {
  const child = spawn(process.execPath, [join(folder, 'trainer.mjs')], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const pipe = child.stdio[3] as Duplex;
  pipe.on('error', () => undefined);
  const lost = new Promise<number>((resolve) => {
    child.stdout?.once('data', () => resolve(performance.now()));
  });
  return { child, pipe, lost };
}

const firstBeat = (pipe: Duplex): Promise<void> => new Promise((resolve) => pipe.once('data', () => resolve()));

describe('heartbeat', () => {
  it('a host that is silent, its pipe open, is noticed by a trainer that computes; one that beats is not', async () => {
    const { child, pipe, lost } = startTrainer();
    await firstBeat(pipe);
    pipe.resume();
    const beating = setInterval(() => pipe.write('.'), INTERVAL / 2);
    const early = await Promise.race([lost, new Promise((resolve) => setTimeout(() => resolve('alive'), 8 * INTERVAL))]);
    expect(early).toBe('alive');
    clearInterval(beating);
    const silent = performance.now();
    expect((await lost) - silent).toBeGreaterThan(2 * INTERVAL);
    child.kill();
  });

  it('a pipe that ends is noticed at once', async () => {
    const { child, pipe, lost } = startTrainer();
    await firstBeat(pipe);
    pipe.destroy();
    await lost;
    child.kill();
  });
});
