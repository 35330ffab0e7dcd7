import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ExperimentInput } from '../../src/core/config/experiment';
import { phantomCase } from '../../src/core/phantom/phantom';
import { readNifti, readNiftiLabels } from '../../src/io/nifti/read';
import { runPaths } from '../../src/io/run/runDirectory';
import { openSource } from '../../src/trainer/data/open';
import { evaluateSaved } from '../../src/trainer/evaluateSaved';
import { predictVolumes } from '../../src/trainer/predict';
import { openSavedRun } from '../../src/trainer/savedRun';
import { startTraining } from '../../src/trainer/training/start';
import { buildNifti } from '../io/nifti/build';
import { temporaryFolder } from '../support/temporary';
import { TINY_PHANTOM, tinyOptions } from './tiny';

// Whole training runs, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const root = temporaryFolder();
const SIZE = TINY_PHANTOM.size;
const affine = [
  [-2, 0, 0, 31],
  [0, 2, 0, -12],
  [0, 0, 2, 5],
] as const;

/** The phantom with a second channel, as nnU-Net's two files an image or the Decathlon's one with a fourth axis. */
function writeFolder(form: 'files' | 'axis'): string {
  const folder = join(root, form);
  for (const part of ['imagesTr', 'labelsTr', 'splits']) mkdirSync(join(folder, part), { recursive: true });
  for (let index = 0; index < TINY_PHANTOM.cases; index++) {
    const { id, image, label } = phantomCase(index, TINY_PHANTOM);
    const grid = { sformCode: 1, sform: affine };
    const save = (part: string, name: string, datatype: number, voxels: readonly number[], channels: number): void =>
      writeFileSync(
        join(folder, part, `${name}.nii`),
        buildNifti({ ...grid, dims: channels === 1 ? [3, ...SIZE] : [4, ...SIZE, channels], datatype, voxels }),
      );
    const first = [...image.data];
    const second = first.map((value) => 500 - 2 * value);
    if (form === 'axis') save('imagesTr', id, 16, [...first, ...second], 2);
    else for (const [channel, voxels] of [first, second].entries()) save('imagesTr', `${id}_000${channel}`, 16, voxels, 1);
    save('labelsTr', id, 2, [...label.data], 1);
  }
  writeFileSync(join(folder, 'splits', 'train.txt'), 'phantom_000\nphantom_001\nphantom_002\n');
  writeFileSync(join(folder, 'splits', 'test.txt'), 'phantom_003\n');
  return folder;
}

const files = writeFolder('files');
const axis = writeFolder('axis');

function optionsFor(folder: string, name: string, change: ExperimentInput = {}) {
  const options = tinyOptions(join(root, name), { iterations: 1, ...change, data: { labelled: 1, channels: 2 } });
  return { ...options, data: { kind: 'folder', folder, labels: 'binary' } as const };
}

describe('images of two channels', () => {
  it('train, test and predict alike whether they are two files or one, and masks lie on the grid of the image', async () => {
    const [a, b] = [optionsFor(files, 'run-files'), optionsFor(axis, 'run-axis')];
    const [first, second] = [await startTraining(a, () => undefined), await startTraining(b, () => undefined)];
    expect(first.results).toEqual(second.results);
    const mask = await readNiftiLabels(runPaths.mask(b.out, 1, 'phantom_003', 'mean'));
    const image = await readNifti(join(axis, 'imagesTr', 'phantom_003.nii'));
    expect(mask.header).toMatchObject({ affine: image.header.affine, size: SIZE, channels: 1 });
    const predicted = { checkpoint: 'last', force: false, probabilities: true } as const;
    for (const [options, volume] of [
      [a, join(files, 'imagesTr', 'phantom_003_0000.nii')],
      [b, join(axis, 'imagesTr', 'phantom_003.nii')],
    ] as const) {
      const out = join(options.out, 'new');
      await predictVolumes(await openSavedRun(options.out), [volume], { ...predicted, out });
      const again = await readNiftiLabels(join(out, 'phantom_003.mean.nii.gz'));
      expect(again.labels.data).toEqual(mask.labels.data);
    }
  });

  it('are asked for by number: another one is an error that names the file and the setting', async () => {
    const { experiment } = tinyOptions('unused');
    for (const [folder, file] of [
      [files, 'phantom_000_0000.nii'],
      [axis, 'phantom_000.nii'],
    ] as const) {
      const source = await openSource({ kind: 'folder', folder, labels: 'binary' }, experiment);
      await expect(source.loadTraining(1, true, {})).rejects.toThrow(
        new RegExp(`${file}: channels: the image has 2 channels, the experiment 1. Set data.channels to 2`),
      );
    }
  });
});

describe('resampling and cropping', () => {
  it('train on another grid; masks, metrics and predictions are on that of the file, and evaluate gives the same again', async () => {
    const options = optionsFor(axis, 'run-grid', {
      preprocessing: { spacing: [3, 3, 1.5], crop: 'label', cropMargin: [1, 1, 1] },
    });
    const source = await openSource(options.data, options.experiment);
    const { cases } = await source.loadTraining(1, true, {});
    expect((await cases.get(0)).image.size).not.toEqual(SIZE);
    expect('label' in (await cases.get(1))).toBe(false);
    const test = await source.loadTest('phantom_003');
    expect(test.case.image.size).toEqual(SIZE);
    expect(test.input.size).not.toEqual(SIZE);

    const outcome = await startTraining(options, () => undefined);
    const image = await readNifti(join(axis, 'imagesTr', 'phantom_003.nii'));
    const mask = await readNiftiLabels(runPaths.mask(options.out, 1, 'phantom_003', 'A'));
    expect(mask.header).toMatchObject({ affine: image.header.affine, size: SIZE });
    const run = await openSavedRun(options.out);
    const [record] = await evaluateSaved(run, { checkpoint: 'last', split: 'test' });
    expect(record?.cases[0]?.dice).toBe(outcome.results?.['A']?.dice.mean);
    const out = join(options.out, 'new');
    const volume = join(axis, 'imagesTr', 'phantom_002.nii');
    await predictVolumes(run, [volume], { checkpoint: 'last', out, force: false, probabilities: true });
    const predicted = await readNifti(join(out, 'phantom_002.probability.nii.gz'));
    expect(predicted.header).toMatchObject({ affine: image.header.affine, size: SIZE, channels: 1 });
  });
});
