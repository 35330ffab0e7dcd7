import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleOptions } from '../../../scripts/tensorflow.mjs';
import { createStoredExperimentSource } from '../../../src/core/training/source';
import { FileError } from '../../../src/io/fileError';
import { writeCohort } from '../../../src/io/writeCohort';
import { threadReader } from '../../../src/trainer/data/background/reader';
import { folderSource } from '../../../src/trainer/data/folder';
import { temporaryFolder } from '../../support/temporary';
import { tinyOptions } from '../tiny';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = temporaryFolder();
const data = join(root, 'data');
let thread = new URL('file:///');

/** Room for two of the cohort's cases. */
const TWO_CASES = 2 * 24 * 24 * 16 * 5 + 100;
const { experiment } = tinyOptions(join(root, 'unused'), { batch: { labelled: 2, unlabelled: 2 }, data: { labelled: 2 } });

beforeAll(async () => {
  await writeCohort(data, { seed: 3, cases: 8, size: [24, 24, 16], spacing: [1, 1, 1] }, 2);
  await build({
    ...(bundleOptions as BuildOptions),
    absWorkingDir: join(import.meta.dirname, '..', '..', '..'),
    entryPoints: { loader: 'src/trainer/data/background/thread.ts' },
    outdir: root,
    outExtension: { '.js': '.mjs' },
  });
  thread = pathToFileURL(join(root, 'loader.mjs'));
});

const threaded = () => folderSource(data, 'binary', 0, experiment, (task) => threadReader(task, thread));

describe('volumes read by a thread', () => {
  it('give the batches and the hash that reading on this thread gives, with room for two cases', async () => {
    const direct = await (await folderSource(data, 'binary', 0, experiment)).loadTraining(2, true, {});
    const loaded = await (await threaded()).loadTraining(2, true, { budget: TWO_CASES });
    expect(loaded.sha256).toBe(direct.sha256);
    const [expected, read] = [direct, loaded].map(({ cases }) => createStoredExperimentSource(experiment, cases));
    for (const iteration of [0, 1, 2, 3, 9, 10]) expect(await read?.batch(iteration)).toEqual(await expected?.batch(iteration));
    await loaded.close();
  });

  it('are here when the step is over that began while they were read: it does not wait', async () => {
    const loaded = await (await threaded()).loadTraining(2, true, { budget: TWO_CASES });
    const source = createStoredExperimentSource(experiment, loaded.cases);
    await source.batch(0);
    const waited: number[] = [];
    for (let iteration = 1; iteration < 6; iteration++) {
      // A step as the engine's: it blocks this thread, then lets the event loop turn.
      const end = performance.now() + 150;
      while (performance.now() < end);
      await new Promise((resolve) => setTimeout(resolve, 0));
      const start = performance.now();
      await source.batch(iteration);
      waited.push(performance.now() - start);
    }
    await loaded.close();
    expect(waited.sort((a, b) => a - b)[2]).toBeLessThan(75);
  });

  it('that cannot be read are named as on this thread, and the case can be asked for again', async () => {
    const loaded = await (await threaded()).loadTraining(2, true, { budget: 1 });
    const file = join(data, 'imagesTr', 'phantom_004.nii.gz');
    renameSync(file, `${file}.away`);
    writeFileSync(file, 'not a volume');
    const error = await loaded.cases.get(4).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    expect(error).toMatchObject({ file, fix: expect.any(String) as string });
    renameSync(`${file}.away`, file);
    expect((await loaded.cases.get(4)).id).toBe('phantom_004');
    await loaded.close();
  });

  it('are asked for in vain once the reader is closed, and also while it closes', async () => {
    const loaded = await (await threaded()).loadTraining(2, true, { budget: 1 });
    const asked = loaded.cases.get(0).catch((error: unknown) => error);
    await loaded.close();
    expect(String(await asked)).toMatch(/thread that reads volumes has ended/);
    await expect(loaded.cases.get(1)).rejects.toThrow(/thread that reads volumes has ended/);
    await loaded.close();
  });

  it('need no thread any more when all of them fit: it is closed', async () => {
    let closed = 0;
    const open = (task: Parameters<typeof threadReader>[0]) => {
      const reader = threadReader(task, thread);
      return { ...reader, close: () => reader.close().then(() => void closed++) };
    };
    const loaded = await (await folderSource(data, 'binary', 0, experiment, open)).loadTraining(2, true, { budget: 1e9 });
    expect(closed).toBe(1);
    expect((await loaded.cases.get(5)).id).toBe('phantom_005');
  });

  it('whose thread cannot start are told so', async () => {
    const broken = await folderSource(data, 'binary', 0, experiment, (task) => threadReader(task, new URL('none.mjs', thread)));
    await expect(broken.loadTraining(2, true, {})).rejects.toThrow(/the thread that reads volumes failed/);
  });
});
