import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainingData } from '../../../src/trainer/data/types';
import { checkData, describeChange } from '../../../src/trainer/training/fingerprint';
import { temporaryFolder } from '../../support/temporary';

const of = (...cases: readonly string[]) => cases.map((one) => ({ id: one.slice(0, 1), sha256: one }));
const folder = temporaryFolder();

describe('what changed between two readings of the data', () => {
  it('is nothing where cases, voxels and order are the same', () => {
    expect(describeChange(of('a1', 'b1'), of('a1', 'b1'))).toBeNull();
    expect(describeChange([], [])).toBeNull();
  });

  it('names cases with other voxels, new ones and lost ones', () => {
    expect(describeChange(of('a1', 'b1', 'c1'), of('a2', 'c1', 'd1'))).toBe(
      'the data changed since the run began: other voxels or labels in a; new: d; gone: b.',
    );
    const many = describeChange([], of('a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1'));
    expect(many).toMatch(/new: a, b, c, d, e and 2 more\.$/);
  });

  it('is the order, too: it decides which case is drawn', () => {
    expect(describeChange(of('a1', 'b1'), of('b1', 'a1'))).toMatch(/order of the training cases changed/);
  });
});

describe('the fingerprints of a run', () => {
  const data = (...cases: readonly string[]): TrainingData =>
    ({ fingerprints: of(...cases), sha256: 'all' }) as unknown as TrainingData;

  it('are kept the first time and compared from then on', async () => {
    const run = mkdtempSync(join(folder, 'run'));
    await checkData(run, data('a1', 'b1'));
    const path = join(run, 'data.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ sha256: 'all', cases: of('a1', 'b1') });
    await checkData(run, data('a1', 'b1'));
    await expect(checkData(run, data('a1', 'b2'))).rejects.toMatchObject({ file: path, field: 'cases' });
    await expect(checkData(run, data('a1'))).rejects.toThrow(/gone: b.*Bring the old files back/);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ cases: of('a1', 'b1') });
  });

  it('that are damaged are told, not written over', async () => {
    const run = mkdtempSync(join(folder, 'damaged'));
    writeFileSync(join(run, 'data.json'), '{"cases": [{"id": 1');
    await expect(checkData(run, data('a1'))).rejects.toThrow(/data\.json: content: it is damaged/);
    expect(readFileSync(join(run, 'data.json'), 'utf8')).toBe('{"cases": [{"id": 1');
  });
});
