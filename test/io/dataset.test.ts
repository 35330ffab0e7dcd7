import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCaseId } from '../../src/io/caseName';
import { openDataset } from '../../src/io/dataset';
import { FileError } from '../../src/io/fileError';
import { applyLabelRule, UnknownLabel } from '../../src/io/labelRule';
import { loadCase } from '../../src/io/loadCase';
import { findSplits } from '../../src/io/splits';
import { MISSING, shared } from '../support/shared';
import { temporaryFolder } from '../support/temporary';
import type { NiftiFields } from './nifti/build';
import { buildNifti, count } from './nifti/build';

const root = temporaryFolder();
let folders = 0;

interface Files {
  train?: string;
  test?: string;
  images?: Record<string, NiftiFields>;
  labels?: Record<string, NiftiFields>;
}

function dataset({ train = 'a\nb\n', test = 'c\n', images = {}, labels = {} }: Files): string {
  const folder = join(root, `set${folders++}`);
  for (const part of ['imagesTr', 'labelsTr', 'splits']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'splits', 'train.txt'), train);
  writeFileSync(join(folder, 'splits', 'test.txt'), test);
  const save = (part: string, files: Record<string, NiftiFields>): void => {
    for (const [name, fields] of Object.entries(files)) {
      const bytes = buildNifti(fields);
      writeFileSync(join(folder, part, name), name.endsWith('.gz') ? gzipSync(bytes) : bytes);
    }
  };
  save('imagesTr', images);
  save('labelsTr', labels);
  return folder;
}

const image: NiftiFields = { voxels: count(8), pixdim: [1, 2, 2, 2] };
const label: NiftiFields = { datatype: 2, voxels: [0, 1, 2, 0, 0, 0, 0, 2], pixdim: [1, 2, 2, 2] };

describe('split lists', () => {
  it('keeps the order, and takes file names, blank lines, comments, CRLF and a byte order mark', async () => {
    const folder = dataset({ train: '\ufeffzebra\r\n# two more\r\n\r\n  ape.nii.gz  \r\nhen.nii', test: 'cow' });
    const { splits, name } = await openDataset(folder);
    expect(splits).toEqual({ train: ['zebra', 'ape', 'hen'], test: ['cow'] });
    expect(folder.endsWith(name)).toBe(true);
  });

  const hostile = [
    '../../etc/passwd',
    '..',
    '.hidden',
    'a/b',
    'a\\b',
    '/etc/passwd',
    'C:a',
    'a\0b',
    'x'.repeat(121),
    'a\u001b[2J',
    'a\u202eb',
    'a..b',
    '-rf',
  ];
  for (const entry of hostile) {
    it(`refuses ${JSON.stringify(entry.slice(0, 20))} and names the line`, async () => {
      const error = await openDataset(dataset({ train: `ok\n${entry}\n` })).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(FileError);
      expect((error as FileError).field).toBe('line 2');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the message must not carry any.
      expect((error as FileError).message).not.toMatch(/[\u0000-\u001f\u202e]/);
    });
  }

  it('accepts only names that stay in their folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        try {
          const id = checkCaseId(text, 'list', 1);
          expect(id).toBe(text);
          expect(/[/\\\0:]|\.\./.test(id) || id.startsWith('.')).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(FileError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a case listed twice, in both lists, or not at all', async () => {
    await expect(openDataset(dataset({ train: 'a\nb\na' }))).rejects.toThrow(/line 3: a is already on line 1/);
    await expect(openDataset(dataset({ train: 'a\nb', test: 'c\nb' }))).rejects.toThrow(/b: the case is in .*train\.txt too/);
    await expect(openDataset(dataset({ test: '\n# none\n' }))).rejects.toThrow(/the list is empty/);
  });

  it('says which list or folder is missing', async () => {
    await expect(openDataset(join(root, 'nowhere'))).rejects.toThrow(/no such folder/);
    mkdirSync(join(root, 'bare'));
    await expect(openDataset(join(root, 'bare'))).rejects.toThrow(/no volumes were found/);
    mkdirSync(join(root, 'listless', 'imagesTr'), { recursive: true });
    await expect(openDataset(join(root, 'listless'))).rejects.toThrow(/splits\/train\.txt: there is no such list/);
    mkdirSync(join(root, 'untested', 'splits'), { recursive: true });
    writeFileSync(join(root, 'untested', 'splits', 'train.txt'), 'a');
    await expect(openDataset(join(root, 'untested'))).rejects.toThrow(/test\.txt: file: there is no such list/);
  });
});

describe('loadCase', () => {
  it('reads image and label, plain or gzipped, and binarises the label', async () => {
    const folder = dataset({ images: { 'a.nii.gz': image, 'b.nii': image }, labels: { 'a.nii': label, 'b.nii.gz': label } });
    const opened = await openDataset(folder);
    for (const id of ['a', 'b']) {
      const loaded = await loadCase(opened, id, { label: true, labels: 'binary' });
      expect(loaded.case.id).toBe(id);
      expect([...loaded.case.image.data]).toEqual(count(8));
      expect([...(loaded.case.label?.data ?? [])]).toEqual([0, 1, 1, 0, 0, 0, 0, 1]);
      expect(loaded.case.image.spacing).toEqual([2, 2, 2]);
    }
    const classes = await loadCase(opened, 'a', { label: true, labels: { 1: 2, 2: 1 } });
    expect([...(classes.case.label?.data ?? [])]).toEqual([0, 2, 1, 0, 0, 0, 0, 1]);
  });

  it('never looks for the label of an unlabelled case', async () => {
    const opened = await openDataset(dataset({ images: { 'a.nii': image } }));
    const loaded = await loadCase(opened, 'a', { label: false, labels: 'binary' });
    expect('label' in loaded.case).toBe(false);
    await expect(loadCase(opened, 'a', { label: true, labels: 'binary' })).rejects.toThrow(/the label of a is missing/);
    await expect(loadCase(opened, 'b', { label: false, labels: 'binary' })).rejects.toThrow(/the image of b is missing/);
  });

  it('refuses a label on another grid and a value without a class', async () => {
    const elsewhere: NiftiFields = { ...label, qformCode: 1, qoffset: [1, 0, 0] };
    const smaller: NiftiFields = { ...label, dims: [3, 2, 2, 1], voxels: [0, 1, 1, 0] };
    const folder = dataset({
      train: 'a\nb\nd',
      images: { 'a.nii': image, 'b.nii': image, 'd.nii': image },
      labels: { 'a.nii': elsewhere, 'b.nii': smaller, 'd.nii': label },
    });
    const opened = await openDataset(folder);
    await expect(loadCase(opened, 'a', { label: true, labels: 'binary' })).rejects.toMatchObject({ field: 'grid' });
    await expect(loadCase(opened, 'b', { label: true, labels: 'binary' })).rejects.toThrow(/\(2 x 2 x 1 .*\(2 x 2 x 2 /);
    await expect(loadCase(opened, 'd', { label: true, labels: { 1: 1 } })).rejects.toThrow(/label value 2 is not in the table/);
  });

  it('follows no link out of the data folder', async () => {
    const folder = dataset({ images: { 'real.nii': image } });
    const outside = join(root, 'outside.nii');
    writeFileSync(outside, buildNifti(image));
    symlinkSync(outside, join(folder, 'imagesTr', 'a.nii'));
    symlinkSync(join(folder, 'imagesTr', 'real.nii'), join(folder, 'imagesTr', 'b.nii'));
    const opened = await openDataset(folder);
    await expect(loadCase(opened, 'a', { label: false, labels: 'binary' })).rejects.toThrow(/leads out of the data folder/);
    expect((await loadCase(opened, 'b', { label: false, labels: 'binary' })).case.image.size).toEqual([2, 2, 2]);
  });
});

describe('label rules', () => {
  it('keeps background and names values without a class', () => {
    expect([...applyLabelRule(Uint8Array.of(0, 1, 255), 'binary')]).toEqual([0, 1, 1]);
    expect(() => applyLabelRule(Uint8Array.of(0, 3), { 1: 1 })).toThrow(UnknownLabel);
  });
});

const hippocampus = shared('data', 'msd-hippocampus');

describe('real data', () => {
  it.skipIf(hippocampus === null)(`the hippocampus folder ${hippocampus === null ? MISSING : ''}`, async () => {
    const opened = await openDataset(hippocampus ?? '');
    expect([opened.splits.train.length, opened.splits.test.length]).toEqual([180, 40]);
    const { case: first, header } = await loadCase(opened, opened.splits.train[0] ?? '', { label: true, labels: 'binary' });
    expect(new Set(first.label?.data)).toEqual(new Set([0, 1]));
    expect(first.label?.size).toEqual(first.image.size);
    expect(header.size).toEqual(first.image.size);
  });
});

describe('a file that is no list', () => {
  const choose = (folder: string, train: string) => findSplits(folder, { train });
  it('outside the data folder is refused without a word of it', async () => {
    const folder = dataset({});
    const secret = join(root, 'secret.txt');
    for (const text of ['root:x:0:0:root\nkey: hunter2\n', 'fine\nsk-ant/0123456789\n', '{"password": "hunter2"}']) {
      writeFileSync(secret, text);
      const error: unknown = await choose(folder, secret).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(FileError);
      expect(String(error)).toMatch(/this is no list of cases/);
      expect(String(error)).not.toMatch(/root:|hunter|sk-ant|0123|password/);
    }
  });
});
