import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readMetrics } from '../../../src/io/run/metricsLog';
import { effectiveState, readRunRecord, runPaths } from '../../../src/io/run/runDirectory';
import { ADDON } from '../../cli/process';
import { temporaryFolder } from '../../support/temporary';
import { bundleTrainer, lastWeights, startHost, tinyExperiment } from './trainer';

// Several processes that train, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const native = existsSync(ADDON);
const folder = temporaryFolder();
let trainer = '';

beforeAll(async () => {
  trainer = await bundleTrainer(join(folder, 'bundle'));
});

/** Training lines without what differs from run to run: times and memory. */
async function trained(run: string): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const record of readMetrics(runPaths.metrics(run))) {
    const { seconds: _seconds, dataSeconds: _data, memory: _memory, ...numbers } = record;
    lines.push(numbers);
  }
  return lines;
}

async function complete(values: Record<string, unknown>, out: string): Promise<void> {
  const host = startHost(trainer, { job: { task: 'train', experiment: { values }, out } });
  await host.until(({ kind }) => kind === 'done');
  expect((await host.ended).code).toBe(0);
}

async function resume(run: string): Promise<void> {
  const host = startHost(trainer, { job: { task: 'resume', run } });
  await host.until(({ kind }) => kind === 'done');
  expect((await host.ended).code).toBe(0);
}

describe.skipIf(!native)(`a run that was killed and resumed ${native ? '' : '(skipped: the native engine is not built)'}`, () => {
  for (const precision of ['float32', 'bfloat16']) {
    it(`equals the uninterrupted run bit for bit in ${precision}, killed at random moments, also while saving`, async () => {
      const values = tinyExperiment({
        data: { labelled: 2, heldOut: 1, source: { kind: 'phantom', cases: 7, testCases: 1, size: [20, 20, 16] } },
        evaluation: { validationEvery: 3, selection: 'best' },
        run: { precision, threads: 2, checkpointSeconds: 0.001 },
      });
      const whole = join(folder, `whole-${precision}`);
      await complete(values, whole);
      const run = join(folder, `killed-${precision}`);
      let job: Parameters<typeof startHost>[1] = { job: { task: 'train', experiment: { values }, out: run } };
      for (let kill = 0; kill < 4; kill++) {
        const host = startHost(trainer, job);
        await host.until(({ kind }) => kind === (kill === 0 ? 'checkpointSaved' : 'metrics'));
        // Checkpoints are saved after every iteration, so that most of these moments lie within one.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
        host.child.kill('SIGKILL');
        await host.ended;
        const record = await readRunRecord(run);
        if (record.state === 'done') break;
        expect(effectiveState(record)).toBe('interrupted');
        job = { job: { task: 'resume', run } };
      }
      if ((await readRunRecord(run)).state !== 'done') await resume(run);
      expect(await lastWeights(run)).toBe(await lastWeights(whole));
      expect(await trained(run)).toEqual(await trained(whole));
      const [a, b] = [await readRunRecord(run), await readRunRecord(whole)];
      expect(a).toMatchObject({ state: 'done', lease: null, iteration: 8, results: b.results });
    });
  }
});
