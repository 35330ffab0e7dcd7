import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../src/cli/program';
import type { Affine } from '../../src/core/volume/affine';
import { FileError } from '../../src/io/fileError';
import type { NiftiFields } from '../io/nifti/build';
import { buildNifti } from '../io/nifti/build';
import { temporaryFolder } from '../support/temporary';

const folder = temporaryFolder();

/** A label file of 4 x 3 x 2 voxels; `labels` maps voxel indices to values. */
function labelFile(name: string, labels: Record<number, number>, fields: NiftiFields = {}): string {
  const voxels = Array.from({ length: 24 }, (_, index) => labels[index] ?? 0);
  const bytes = buildNifti({ dims: [3, 4, 3, 2], datatype: 16, pixdim: [1, 0.5, 2, 3], voxels, ...fields });
  const path = join(folder, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(bytes) : bytes);
  return path;
}

async function metrics(...parameters: string[]): Promise<{ labels: Record<string, number | null>[] }> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await createProgram().parseAsync(['metrics', ...parameters, '--json'], { from: 'user' });
    return JSON.parse(String(log.mock.calls[0]?.[0])) as { labels: Record<string, number | null>[] };
  } finally {
    log.mockRestore();
  }
}

describe('llm-segnet metrics', () => {
  it('measures every label of either file, in the millimetres of the header or in voxels', async () => {
    const prediction = labelFile('prediction.nii', { 0: 1, 6: 2 });
    const truth = labelFile('truth.nii.gz', { 2: 1, 6: 2, 7: 5 });
    const far = { dice: 0, jaccard: 0, hd95: 1, asd: 1, assd: 1 };
    const same = { dice: 1, jaccard: 1, hd95: 0, asd: 0, assd: 0 };
    const missing = { dice: 0, jaccard: 0, hd95: null, asd: null, assd: null };
    expect(await metrics(prediction, truth)).toEqual({
      labels: [
        { label: 1, ...far },
        { label: 2, ...same },
        { label: 5, ...missing },
      ],
    });
    const inVoxels = await metrics(prediction, truth, '--spacing', 'voxel');
    expect(inVoxels.labels[0]).toEqual({ label: 1, dice: 0, jaccard: 0, hd95: 2, asd: 2, assd: 2 });
  });

  it('two empty files agree, and have no distance', async () => {
    const empty = labelFile('empty.nii', {});
    expect(await metrics(empty, empty)).toEqual({
      labels: [{ label: 1, dice: 1, jaccard: 1, hd95: null, asd: null, assd: null }],
    });
  });

  it('takes the spacing of an oblique grid', async () => {
    const [c, s] = [0.8, 0.6];
    const sform: Affine = [
      [0.5 * c, -2 * s, 0, 7],
      [0.5 * s, 2 * c, 0, 1],
      [0, 0, 3, 0],
    ];
    const prediction = labelFile('oblique.nii', { 0: 1 }, { sform, sformCode: 1 });
    const truth = labelFile('oblique-truth.nii', { 5: 1 }, { sform, sformCode: 1 });
    const { labels } = await metrics(prediction, truth);
    expect(labels[0]?.['hd95']).toBeCloseTo(Math.hypot(0.5, 2), 6);
  });

  it('compares voxels where they are, whatever order the files store them in', async () => {
    const mirrored: Affine = [
      [-0.5, 0, 0, 1.5],
      [0, 2, 0, 0],
      [0, 0, 3, 0],
    ];
    const { labels } = await metrics(
      labelFile('plain.nii', { 0: 1, 5: 1 }),
      labelFile('mirrored.nii', { 3: 1, 6: 1 }, { sform: mirrored, sformCode: 1 }),
    );
    expect(labels[0]?.['dice']).toBe(1);
  });

  const other: [string, NiftiFields][] = [
    ['another size', { dims: [3, 3, 4, 2] }],
    ['another voxel size', { pixdim: [1, 0.6, 2, 3] }],
    ['another place', { qformCode: 1, qoffset: [0, 1, 0] }],
  ];
  for (const [what, fields] of other) {
    it(`refuses a grid of ${what}`, async () => {
      const refused = metrics(labelFile('a.nii', { 0: 1 }), labelFile('b.nii', { 0: 1 }, fields));
      await expect(refused).rejects.toThrow(/a\.nii: grid: .* Resample one onto the other/);
      await expect(refused).rejects.toBeInstanceOf(FileError);
    });
  }

  it('refuses an image in place of labels', async () => {
    const refused = metrics(labelFile('image.nii', { 0: 0.5 }), labelFile('b.nii', { 0: 1 }));
    await expect(refused).rejects.toThrow(/0\.5 is not a label/);
  });
});
