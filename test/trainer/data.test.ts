import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { phantomCase } from '../../src/core/phantom/phantom';
import { createStoredExperimentSource } from '../../src/core/training/source';
import type { Affine } from '../../src/core/volume/affine';
import { closestOrientation, fromCanonical } from '../../src/core/volume/orientation';
import { readNifti } from '../../src/io/nifti/read';
import { runPaths } from '../../src/io/run/runDirectory';
import { folderSource } from '../../src/trainer/data/folder';
import { openSource } from '../../src/trainer/data/open';
import { phantomSource } from '../../src/trainer/data/phantom';
import { startTraining } from '../../src/trainer/training/start';
import { buildNifti } from '../io/nifti/build';
import { temporaryFolder } from '../support/temporary';
import { TINY_PHANTOM, tinyOptions } from './tiny';

// Whole training runs, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** z, x, y in the file, two of them backwards, on a tilted grid: about as far from RAS+ as files get. */
const affine: Affine = [
  [0.1, 1.99, 0, -30],
  [0, 0.1, -1.99, 12],
  [-1.99, 0.1, 0, 41],
];
const storedSize = [14, 18, 16] as const;

/** The phantom cohort as a folder of files in the file order of `affine`. */
function writeFolder(root: string): string {
  const folder = join(root, 'data');
  const orientation = closestOrientation(affine);
  for (const part of ['imagesTr', 'labelsTr', 'splits']) mkdirSync(join(folder, part), { recursive: true });
  for (let index = 0; index < TINY_PHANTOM.cases; index++) {
    const { id, image, label } = phantomCase(index, TINY_PHANTOM);
    const grid = { dims: [3, ...storedSize], sformCode: 1, sform: affine };
    const save = (part: string, datatype: number, voxels: Iterable<number>): void =>
      writeFileSync(join(folder, part, `${id}.nii`), buildNifti({ ...grid, datatype, voxels: [...voxels] }));
    save('imagesTr', 16, fromCanonical(image.data, storedSize, orientation));
    if (index !== 1 && index !== 2) save('labelsTr', 2, fromCanonical(label.data, storedSize, orientation));
  }
  writeFileSync(join(folder, 'splits', 'train.txt'), 'phantom_000\nphantom_001\nphantom_002\n');
  writeFileSync(join(folder, 'splits', 'test.txt'), 'phantom_003\nphantom_004\n');
  return folder;
}

const root = temporaryFolder();
const folder = writeFolder(root);

describe('data sources', () => {
  it('a folder in any orientation gives the volumes that the generator gives, and needs no label of unlabelled cases', async () => {
    const files = await (await folderSource(folder, 'binary')).loadTraining(1, true, {});
    const made = await phantomSource(TINY_PHANTOM, 2).loadTraining(1, true, {});
    for (let index = 0; index < 3; index++) {
      const [file, generated] = [await files.cases.get(index), await made.cases.get(index)];
      expect(file.image.data).toEqual(generated.image.data);
      expect(file.label?.data).toEqual(generated.label?.data);
      expect('label' in file).toBe(index === 0);
    }
    expect(files.sha256).toBe(made.sha256);
    await expect((await folderSource(folder, 'binary')).loadTraining(2, true, {})).rejects.toThrow(
      /the label of phantom_001 is missing/,
    );
  });

  it('whose lists name a case that is not there are refused before anything is read or made', async () => {
    const listed = (test: string) =>
      tinyOptions(join(root, 'never'), {
        data: { labelled: 1, splits: { train: ['phantom_000', 'phantom_001'], test: [test] } },
        batch: { labelled: 1, unlabelled: 1 },
      });
    for (const [test, what] of [
      ['phantom_999', /the image of phantom_999 is missing/],
      ['phantom_002', /the label of phantom_002 is missing/],
    ] as const) {
      const options = { ...listed(test), data: { kind: 'folder', folder, labels: 'binary' } as const };
      await expect(startTraining(options, () => undefined)).rejects.toThrow(what);
    }
    expect(existsSync(join(root, 'never'))).toBe(false);
  });

  it('the hash follows every voxel and label that training sees', async () => {
    const hash = async (seed: number, labelled: number) =>
      (await phantomSource({ ...TINY_PHANTOM, seed }, 2).loadTraining(labelled, true, {})).sha256;
    expect(new Set([await hash(3, 1), await hash(3, 2), await hash(4, 1)]).size).toBe(3);
    expect(await hash(3, 1)).toBe(await hash(3, 1));
  });

  it('volumes that do not fit into the budget give the same batches, and the same hash', async () => {
    const { experiment } = tinyOptions(join(root, 'unused'));
    const batches = async (budget: number) => {
      const loaded = await (await folderSource(folder, 'binary')).loadTraining(1, true, { budget });
      const source = createStoredExperimentSource(experiment, loaded.cases);
      return { sha256: loaded.sha256, batches: [await source.batch(0), await source.batch(1), await source.batch(7)] };
    };
    expect(await batches(1)).toEqual(await batches(1e9));
  });

  it('hidden labels come only when asked for, and are not those of training', async () => {
    const experiment = tinyOptions(join(root, 'unused'), { evaluation: { hiddenLabels: true } }).experiment;
    const choice = { kind: 'phantom', phantom: TINY_PHANTOM, testCases: 2 } as const;
    const loaded = await (await openSource(choice, experiment)).loadTraining(1, true, {});
    const [labelled, unlabelled] = [await loaded.cases.get(0), await loaded.cases.get(1)];
    expect([labelled.hiddenLabel, unlabelled.label]).toEqual([undefined, undefined]);
    expect(unlabelled.hiddenLabel?.data).toEqual(phantomCase(1, TINY_PHANTOM).label.data);
    const batch = await createStoredExperimentSource(experiment, loaded.cases).batch(0);
    expect(batch.hiddenLabels?.length).toBe(batch.labels.length);
    const plain = await phantomSource(TINY_PHANTOM, 2).loadTraining(1, true, {});
    expect(loaded.sha256).toBe(plain.sha256);
    expect('hiddenLabels' in (await createStoredExperimentSource(tinyOptions('unused').experiment, plain.cases).batch(0))).toBe(
      false,
    );
  });

  it('intensities, lists and classes are those of the experiment', async () => {
    const { experiment } = tinyOptions(join(root, 'unused'), {
      data: {
        labelled: 1,
        labels: { '1': { class: 1, name: 'atrium' } },
        splits: { train: ['phantom_000', 'phantom_002'], test: ['phantom_003'] },
      },
      preprocessing: { normalise: 'min-max' },
    });
    const source = await openSource({ kind: 'folder', folder, labels: 'binary' }, experiment);
    expect([source.train, source.test]).toEqual([['phantom_000', 'phantom_002'], ['phantom_003']]);
    const { image } = (await source.loadTest('phantom_003')).case;
    expect([Math.min(...image.data), Math.max(...image.data)]).toEqual([0, 1]);
  });

  it('reports progress and stops when asked', async () => {
    const seen: number[] = [];
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      seen.push(done);
      if (done === 2) controller.abort(new Error('enough'));
    };
    const loading = phantomSource(TINY_PHANTOM, 2).loadTraining(1, true, { signal: controller.signal, onProgress });
    await expect(loading).rejects.toThrow('enough');
    expect(seen).toEqual([1, 2]);
  });

  it('masks of a folder lie on the grid of their images, affine and order', async () => {
    const run = join(root, 'run');
    const options = tinyOptions(run, { iterations: 1, method: { kind: 'supervised' } });
    await startTraining({ ...options, data: { kind: 'folder', folder, labels: 'binary' } }, () => undefined);
    const image = await readNifti(join(folder, 'imagesTr', 'phantom_003.nii'));
    const path = runPaths.mask(run, 1, 'phantom_003', 'A');
    const mask = await readNifti(path);
    expect(mask.header.affine).toEqual(image.header.affine);
    expect(mask.header.size).toEqual(storedSize);
    expect(mask.volume.size).toEqual(image.volume.size);
    expect([...gunzipSync(readFileSync(path)).subarray(280, 328)]).toEqual([...image.header.bytes.subarray(280, 328)]);
  });
});
