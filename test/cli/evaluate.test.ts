import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readNifti, readNiftiLabels } from '../../src/io/nifti/read';
import { newHeader, writeMask } from '../../src/io/nifti/write';
import { readMetrics } from '../../src/io/run/metricsLog';
import { buildNifti } from '../io/nifti/build';
import { temporaryFolder } from '../support/temporary';
import { ADDON, bundleCli, start } from './process';

// A whole (tiny) training run, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = temporaryFolder();
const native = existsSync(ADDON);
let cli = '';
const run = (...parameters: string[]) => start(cli, parameters, { cwd: folder });

describe.skipIf(!native)(`evaluate, predict, export ${native ? '' : '(skipped: the native engine is not built)'}`, () => {
  beforeAll(async () => {
    cli = await bundleCli(join(folder, 'bundle'));
    const { code, errors } = await run('train', '--iterations', '2', '--test-limit', '2', '--out', 'run');
    expect([code, errors]).toEqual([0, '']);
  });

  it('evaluate gives the numbers that training gave, and leaves them in the run', async () => {
    const { code, output } = await run('evaluate', 'run', '--limit', '2', '--json');
    expect(code).toBe(0);
    const { records } = JSON.parse(output) as { records: { model: string; cases: unknown }[] };
    const stored: { model: unknown; cases: unknown }[] = [];
    for await (const { kind, ...line } of readMetrics(join(folder, 'run', 'metrics.jsonl')))
      if (kind === 'evaluation') stored.push({ model: line['model'], cases: line['cases'] });
    const again = records.map(({ model, cases }) => ({ model, cases }));
    expect(again.map(({ model }) => model)).toEqual(['A', 'B', 'mean']);
    expect(stored).toEqual([...again, ...again]);
  });

  it('evaluate says which checkpoints there are, and that there are no validation cases', async () => {
    const missing = await run('evaluate', 'run', '--checkpoint', '7');
    expect(missing.errors).toMatch(/there is no checkpoint 7; there are: 2/);
    expect(missing.code).toBe(3);
    expect((await run('evaluate', 'run', '--checkpoint', 'best')).errors).toMatch(/no checkpoint is marked as the best/);
    expect((await run('evaluate', 'run', '--checkpoint', 'newest')).code).toBe(2);
    const validation = await run('evaluate', 'run', '--split', 'validation');
    expect([validation.code, validation.errors]).toEqual([3, expect.stringMatching(/no validation cases/)]);
    expect((await run('evaluate', 'bundle')).errors).toMatch(/no run directory/);
  });

  it("predict writes masks on the volume's own grid, and replaces nothing unasked", async () => {
    const voxels = Array.from({ length: 20 * 24 * 18 }, (_, index) => index % 37);
    const sform = [
      [0, -2, 0, 5],
      [1, 0, 0, 6],
      [0, 0, 3, 7],
    ] as const;
    const bytes = buildNifti({ dims: [3, 20, 24, 18], voxels, sform, sformCode: 1 });
    writeFileSync(join(folder, 'scan.nii'), bytes);
    const first = await run('predict', 'run', 'scan.nii', '--out', 'masks', '--probabilities');
    expect(first.code).toBe(0);
    for (const name of ['A', 'B', 'mean']) {
      const { header } = await readNiftiLabels(join(folder, 'masks', `scan.${name}.nii.gz`));
      expect([header.size, header.affine]).toEqual([[20, 24, 18], sform]);
    }
    const { data } = (await readNifti(join(folder, 'masks', 'scan.probability.nii.gz'))).volume;
    expect(data.every((value) => value >= 0 && value <= 1.000001)).toBe(true);
    const second = await run('predict', 'run', 'scan.nii', '--out', 'masks');
    expect([second.code, second.errors]).toEqual([3, expect.stringMatching(/it is there already/)]);
    expect((await run('predict', 'run', 'scan.nii', '--out', 'masks', '--force')).code).toBe(0);
  });

  it('predict takes a folder, and warns of voxels far apart and of a volume that shows nothing', async () => {
    const size = [20, 24, 18] as const;
    const volume = (name: string, step: number, at: (index: number) => number): void => {
      const voxels = Array.from({ length: 20 * 24 * 18 }, (_, index) => at(index));
      writeFileSync(join(folder, 'new', name), buildNifti({ dims: [3, ...size], pixdim: [1, step, step, step], voxels }));
    };
    mkdirSync(join(folder, 'new'));
    volume('near.nii', 1.1, (index) => index % 37);
    volume('far.nii', 5, (index) => index % 37);
    volume('flat.nii', 1, () => 7);
    const { code, output, errors } = await run('predict', 'run', 'new', '--out', 'folderMasks');
    expect(code).toBe(0);
    expect(output.match(/\.mean\.nii\.gz/g)).toHaveLength(3);
    expect(errors.match(/Warning/g)).toHaveLength(2);
    expect(errors).toMatch(/far\.nii: voxels of 5 x 5 x 5 mm, the run was trained on 1 x 1 x 1 mm: resample it/);
    expect(errors).toMatch(/flat\.nii: every voxel has the same value/);
    mkdirSync(join(folder, 'nothing'));
    const empty = await run('predict', 'run', 'nothing', '--out', 'none');
    expect([empty.code, empty.errors]).toEqual([3, expect.stringMatching(/nothing: folder: there are no volumes in it/)]);
  });

  it('predict refuses two volumes of one name before it writes anything', async () => {
    mkdirSync(join(folder, 'other'), { recursive: true });
    const size = [16, 16, 16] as const;
    const header = newHeader(
      size,
      [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
      [1, 1, 1],
    );
    for (const path of ['same.nii.gz', join('other', 'same.nii.gz')])
      await writeMask(join(folder, path), new Uint8Array(16 ** 3), header);
    const { code, errors } = await run('predict', 'run', 'same.nii.gz', 'other/same.nii.gz', '--out', 'none');
    expect([code, errors]).toEqual([3, expect.stringMatching(/another volume is called same/)]);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('export writes tables of runs in every format', async () => {
    const csv = await run('export', 'run');
    expect(csv.output).toMatch(/^Run,Model,Checkpoint,Seeds,Dice \(%\),/);
    expect(csv.output.trim().split('\r\n').length).toBe(4);
    expect((await run('export', 'run', '--format', 'latex')).output).toMatch(/\\begin\{tabular\}[\s\S]*\\bottomrule/);
    expect((await run('export', 'run', '--per-case')).output.trim().split('\r\n').length).toBe(1 + 3 * 2);
    expect((await run('export', 'run', '--paper-table', '7', '--format', 'markdown')).output).toMatch(
      /\*USL\*[\s\S]*\| USL, phantom \|/,
    );
    expect((await run('export', 'run', '--paired')).code).toBe(2);
    expect((await run('export', 'run', 'run', '--paired')).output).toMatch(/equal numbers/);
    expect((await run('export', 'run', '--paper-table', '1')).code).toBe(2);
  });
});
