import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readNifti, readNiftiLabels } from '../../src/io/nifti/read';
import { runPaths } from '../../src/io/run/runDirectory';
import { evaluateSaved } from '../../src/trainer/evaluateSaved';
import { openSavedRun } from '../../src/trainer/savedRun';
import { startTraining } from '../../src/trainer/training/start';
import { temporaryFolder } from '../support/temporary';
import { tinyOptions } from './tiny';

// Whole training runs, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = temporaryFolder();

describe('probabilities of the test cases', () => {
  const run = join(folder, 'kept');
  beforeAll(() => startTraining(tinyOptions(run, { iterations: 1, evaluation: { saveProbabilities: true } }), () => undefined));

  it('are kept for each model, one file a class, on the grid of the masks', async () => {
    const names = readdirSync(runPaths.probabilities(run, 1)).sort();
    const cases = [...new Set(names.map((name) => name.split('.')[0]))];
    expect(cases).toHaveLength(2);
    expect(names).toEqual(cases.flatMap((id) => [`${id}.A.1.nii.gz`, `${id}.B.1.nii.gz`]));
    for (const id of cases as string[]) {
      const { header, volume } = await readNifti(runPaths.probability(run, 1, id, 'A', 1));
      const mask = await readNiftiLabels(runPaths.mask(run, 1, id, 'A'));
      expect(header.affine).toEqual(mask.header.affine);
      expect(volume.size).toEqual(mask.labels.size);
      volume.data.forEach((probability, voxel) => {
        if (!(probability >= 0 && probability <= 1)) throw new Error(`voxel ${voxel}: ${probability}`);
        // Two classes: the label is the one above a half; a 255th is the rounding.
        if (Math.abs(probability - 0.5) > 0.003) expect(mask.labels.data[voxel]).toBe(probability > 0.5 ? 1 : 0);
      });
    }
  });

  it('are added to a run afterwards, with masks that are missing and none replaced', async () => {
    const [kept = '', lost = ''] = readdirSync(runPaths.predictions(run, 1)).filter((name) => name.endsWith('.A.nii.gz'));
    const masks = runPaths.predictions(run, 1);
    // Something else than what an evaluation would write, to see that it stays.
    writeFileSync(join(masks, kept), readFileSync(join(masks, lost)));
    const before = readFileSync(join(masks, kept));
    rmSync(join(masks, lost));
    rmSync(runPaths.probabilities(run, 1), { recursive: true });
    const saved = await openSavedRun(run);
    await evaluateSaved(saved, { checkpoint: 'last', split: 'test' });
    expect(existsSync(runPaths.probabilities(run, 1))).toBe(false);
    await evaluateSaved(saved, { checkpoint: 'last', split: 'test', probabilities: true, largestComponent: true });
    expect(readdirSync(runPaths.probabilities(run, 1))).toHaveLength(4);
    expect(readFileSync(join(masks, kept))).toEqual(before);
    expect((await readNiftiLabels(join(masks, lost))).labels.size).toEqual([18, 16, 14]);
  });
});

describe('chosen cases during training', () => {
  it('leave their masks every so many iterations, and change nothing of the training', async () => {
    const [watched, plain] = [join(folder, 'watched'), join(folder, 'plain')];
    const change = { evaluation: { previewCases: ['phantom_004'], previewEvery: 2 } };
    await startTraining(tinyOptions(watched, change), () => undefined);
    await startTraining(tinyOptions(plain), () => undefined);
    expect(readdirSync(runPaths.predictions(watched, 2)).sort()).toEqual(
      ['A', 'B', 'mean'].map((model) => `phantom_004.${model}.nii.gz`),
    );
    expect(existsSync(runPaths.predictions(watched, 1))).toBe(false);
    const losses = (run: string): number[] =>
      readFileSync(runPaths.metrics(run), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"train"'))
        .map((line) => (JSON.parse(line) as { A: { supervised: number } }).A.supervised);
    expect(losses(watched)).toEqual(losses(plain));
    expect(losses(plain)).toHaveLength(3);
  });

  it('must be cases that are not trained on', async () => {
    const change = { evaluation: { previewCases: ['phantom_000'], previewEvery: 1 } };
    await expect(startTraining(tinyOptions(join(folder, 'wrong'), change), () => undefined)).rejects.toThrow(
      /previewCases: phantom_000 is neither/,
    );
  });
});
