import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { phantomCase } from '../../src/core/phantom/phantom';
import { inspectDataset, openDataset } from '../../src/io/dataset';
import { doctor } from '../../src/io/doctor/doctor';
import { loadCase } from '../../src/io/loadCase';
import { writeCohort } from '../../src/io/writeCohort';
import { writeSplits } from '../../src/io/writeSplits';
import { temporaryFolder } from '../support/temporary';
import { buildNifti, count } from './nifti/build';

const root = temporaryFolder();
const options = { seed: 3, cases: 6, size: [16, 14, 12], spacing: [2, 2, 2] } as const;
let folders = 0;

async function cohort(): Promise<string> {
  const folder = join(root, `cohort${folders++}`);
  await writeCohort(folder, options, 2);
  return folder;
}

describe('a written phantom cohort', () => {
  it('is a data set that gives back every voxel', async () => {
    const opened = await openDataset(await cohort());
    expect([opened.layout, opened.splits.train.length, opened.splits.test.length]).toEqual(['msd', 4, 2]);
    expect(opened.labelNames).toEqual({ 0: 'background', 1: 'atrium' });
    const { case: one } = await loadCase(opened, 'phantom_004', { label: true, labels: 'binary' });
    const made = phantomCase(4, options);
    expect(one).toEqual(made);
  });
});

describe('doctor', () => {
  it('finds nothing wrong with it, and reports every case', async () => {
    const seen: number[] = [];
    const report = await doctor(await inspectDataset(await cohort()), { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...report.problems, ...report.cases.flatMap(({ problems }) => problems)]).toEqual([]);
    const [first] = report.cases;
    expect(first).toMatchObject({ case: 'phantom_000', split: 'train', labelled: true, size: [16, 14, 12], spacing: [2, 2, 2] });
    const voxels = Object.values(first?.labels ?? {}).reduce((a, b) => a + b, 0);
    expect(voxels).toBe(16 * 14 * 12);
    expect(report.proposedSplits).toBeNull();
  });

  it('goes on past broken files and names each with its fix, worst first', async () => {
    const folder = await cohort();
    const at = (part: string, id: number): string => join(folder, part, `phantom_00${id}.nii.gz`);
    copyFileSync(at('imagesTr', 0), at('imagesTr', 5));
    writeFileSync(at('imagesTr', 1), readFileSync(at('imagesTr', 1)).subarray(0, 900));
    writeFileSync(at('labelsTr', 2), buildNifti({ datatype: 2, voxels: count(8) }));
    rmSync(at('labelsTr', 3));
    rmSync(at('imagesTr', 4));
    const report = await doctor(await inspectDataset(folder), { values: [1] });
    const of = (id: number) => report.cases.find((one) => one.case === `phantom_00${id}`)?.problems.map(({ code }) => code);
    expect(of(5)).toEqual(['leak']);
    expect(of(1)).toEqual(['image']);
    expect(of(2)).toEqual(['label-values', 'alignment']);
    expect(report.cases.find((one) => one.case === 'phantom_003')?.labelled).toBe(false);
    expect(report.problems.map(({ code }) => code)).toEqual(['missing-case', 'ignored-file']);
    for (const problem of report.cases.flatMap(({ problems }) => problems)) {
      expect(problem.fix.length).toBeGreaterThan(5);
      expect(problem.file).toContain(folder);
    }
  });

  it('proposes a split where there is none and writes nothing by itself', async () => {
    const folder = await cohort();
    rmSync(join(folder, 'splits'), { recursive: true });
    const report = await doctor(await inspectDataset(folder));
    expect(readdirSync(folder)).not.toContain('splits');
    expect(report.problems.map(({ code }) => code)).toEqual(['no-splits']);
    if (report.proposedSplits === null) throw new Error('no proposal');
    await writeSplits(folder, report.proposedSplits);
    expect((await openDataset(folder)).splits).toEqual(report.proposedSplits);
  });

  it('stops when asked', async () => {
    mkdirSync(join(root, 'other'), { recursive: true });
    const contents = await inspectDataset(await cohort());
    await expect(doctor(contents, {}, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
