import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readNifti, readNiftiLabels } from '../../src/io/nifti/read';
import { runPaths } from '../../src/io/run/runDirectory';
import { evaluateSaved } from '../../src/trainer/evaluateSaved';
import { runTraining } from '../../src/trainer/runTraining';
import { openSavedRun } from '../../src/trainer/savedRun';
import { temporaryFolder } from '../support/temporary';
import { tinyOptions } from './tiny';

// Whole training runs, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = temporaryFolder();

describe('probabilities of the test cases', () => {
  const run = join(folder, 'kept');
  beforeAll(() => runTraining(tinyOptions(run, { iterations: 1, evaluation: { saveProbabilities: true } }), () => undefined));

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
