/** What the first two methods computed before methods could declare their networks: the layer around them may change, their numbers not. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { ExperimentInput } from '../../src/core/config/experiment';
import { listCheckpoints, loadCheckpoint } from '../../src/io/run/checkpoints';
import { readMetrics } from '../../src/io/run/metricsLog';
import { runPaths } from '../../src/io/run/runDirectory';
import { startTraining } from '../../src/trainer/training/start';
import { temporaryFolder } from '../support/temporary';
import { tinyOptions } from './tiny';

vi.setConfig({ testTimeout: 240_000 });

const folder = temporaryFolder();

/** Hash of every tensor of the last checkpoint by name, and the supervised losses of A. */
async function numbersOf(name: string, change: ExperimentInput): Promise<{ hash: string; losses: number[] }> {
  const run = join(folder, name);
  await startTraining(tinyOptions(run, change), () => undefined);
  const [manifest] = await listCheckpoints(runPaths.checkpoints(run));
  if (manifest === undefined) throw new Error('no checkpoint');
  const { tensors } = await loadCheckpoint(runPaths.checkpoints(run), manifest);
  const hash = createHash('sha256');
  for (const { name: tensor, data } of tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    hash.update(tensor).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const losses: number[] = [];
  for await (const record of readMetrics(runPaths.metrics(run)))
    if (record.kind === 'train') losses.push((record['A'] as { supervised: number }).supervised);
  return { hash: hash.digest('hex'), losses };
}

// TensorFlow.js's plain backend has the same numbers on every machine.
it.each([
  [
    'llm-segnet',
    { iterations: 3, method: { kind: 'llm-segnet' } } satisfies ExperimentInput,
    '6df7a98bdf60657cd4be3b9bb023f15c8ed351a8a5aa42a300ce8ff4aec78eaa',
    [2.131091594696045, 2.061673641204834, 2.013864517211914],
  ],
  [
    'llm-segnet, separate passes',
    { iterations: 2, method: { kind: 'llm-segnet', forward: 'separate', cutmix: { enabled: false } } } satisfies ExperimentInput,
    '4b84b0fd1e93388442fd9319aa595f7f4fb1afba6abd6c7e8b97051922d15ac7',
    [2.197563886642456, 2.0608372688293457],
  ],
  [
    'supervised U-Net',
    {
      iterations: 2,
      patch: [32, 16, 16],
      network: { kind: 'unet', filters: 1 },
      method: { kind: 'supervised' },
    } satisfies ExperimentInput,
    '8725bbaca30d0c10b40feb76babb85311e6b0e0a337ee09f350af9ad0636726e',
    [3.1156411170959473, 3.026848316192627],
  ],
] as const)('%s has the numbers that it had', async (name, change, hash, losses) => {
  expect(await numbersOf(name.replaceAll(/\W+/g, '-'), change)).toEqual({ hash, losses });
});
