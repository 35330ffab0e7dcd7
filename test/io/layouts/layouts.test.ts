import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectDataset, openDataset, proposedSplits } from '../../../src/io/dataset';
import { formatOf } from '../../../src/io/formats/registry';
import { loadCase } from '../../../src/io/loadCase';
import { MISSING, shared } from '../../support/shared';
import { temporaryFolder } from '../../support/temporary';
import { buildHdf5 } from '../hdf5/build';
import { buildNifti, count } from '../nifti/build';

const root = temporaryFolder();
let folders = 0;
const image = buildNifti({ voxels: count(8) });
const label = buildNifti({ datatype: 2, voxels: [0, 1, 1, 0, 0, 0, 0, 2] });

function folderOf(files: Record<string, string | Uint8Array>): string {
  const folder = join(root, `set${folders++}`);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

const lists = { 'splits/train.txt': 'a\nb', 'splits/test.txt': 'c' };

describe('data folders', () => {
  it('of the Decathlon: unlabelled cases, test folder, names of labels', async () => {
    const contents = await inspectDataset(
      folderOf({
        'imagesTr/a.nii': image,
        'imagesTr/b.nii': image,
        'imagesTs/t.nii': image,
        'labelsTr/a.nii': label,
        'labelsTr/lost.nii': label,
        'dataset.json': JSON.stringify({ labels: { 0: 'background', 1: 'Anterior' }, training: 'whatever' }),
      }),
    );
    expect(contents.layout).toBe('msd');
    expect([...contents.cases.values()].map(({ id, label: path }) => [id, path !== undefined])).toEqual([
      ['a', true],
      ['b', false],
      ['t', false],
    ]);
    expect(contents.labelNames).toEqual({ 0: 'background', 1: 'Anterior' });
    expect(contents.ignored).toEqual([expect.stringContaining('lost.nii: there is no image')]);
    expect(contents.found).toMatch(/3 cases, 1 with a label; no split lists/);
  });

  it('of HDF5 with one file in volumes/: the file names the case, not the folder', async () => {
    const bytes = await buildHdf5({ image: { data: Float32Array.from(count(8)), shape: [2, 2, 2] } });
    for (const place of ['volumes', 'data'])
      expect([...(await inspectDataset(folderOf({ [`${place}/only.h5`]: bytes }))).cases.keys()]).toEqual(['only']);
    expect([...(await inspectDataset(folderOf({ 'volumes/only/mri_norm2.h5': bytes }))).cases.keys()]).toEqual(['only']);
  });

  it("of nnU-Net: the channel's number is no part of the case's name, and the files of several channels are one image", async () => {
    const single = folderOf({ 'imagesTr/a_0000.nii': image, 'labelsTr/a.nii': label });
    expect([...(await inspectDataset(single)).cases.keys()]).toEqual(['a']);
    const two = folderOf({ 'imagesTr/a_0000.nii': image, 'imagesTr/a_0001.nii': image, 'labelsTr/a.nii': label });
    expect((await inspectDataset(two)).cases.get('a')?.otherChannels).toEqual([join(two, 'imagesTr', 'a_0001.nii')]);
    const gap = folderOf({ 'imagesTr/a_0000.nii': image, 'imagesTr/a_0002.nii': image, 'labelsTr/a.nii': label });
    await expect(inspectDataset(gap)).rejects.toThrow(/a_0002.nii: channel: channel 0001 of a is missing/);
    const plainNames = folderOf({ 'imagesTr/p_0001.nii': image, 'imagesTr/p_0002.nii': image, 'labelsTr/p_0001.nii': label });
    expect([...(await inspectDataset(plainNames)).cases.keys()]).toEqual(['p_0001', 'p_0002']);
  });

  it('with two folders, or side by side', async () => {
    const set = [
      { 'images/a.nii': image, 'images/b.nii': image, 'labels/a.nii': label },
      { 'images/a_image.nii': image, 'images/b_image.nii': image, 'labels/a_label.nii': label },
      { 'a_image.nii': image, 'b_image.nii': image, 'a_label.nii': label },
      { 'a.nii': image, 'b.nii': image, 'a_seg.nii': label },
    ];
    for (const files of set) {
      const contents = await inspectDataset(folderOf(files));
      expect(contents.layout).toBe('folder');
      const loaded = await loadCase(contents, 'a', { label: true, labels: 'binary' });
      expect(loaded.case.label?.data.at(-1)).toBe(1);
      expect(contents.cases.get('b')?.label).toBeUndefined();
    }
  });

  it('of HDF5 files, also a folder a case', async () => {
    const shape = [2, 2, 2];
    const bytes = await buildHdf5({
      image: { data: new Float32Array(8), shape },
      label: { data: new Uint8Array(8).fill(1), shape },
    });
    const unlabelled = await buildHdf5({ image: { data: new Float32Array(8), shape } });
    for (const files of [
      { 'a.h5': bytes, 'b.h5': unlabelled, 'c.h5': bytes },
      { 'volumes/a.h5': bytes, 'volumes/b.h5': unlabelled, 'volumes/c.h5': bytes },
      { 'a/mri_norm2.h5': bytes, 'b/mri_norm2.h5': unlabelled, 'c/mri_norm2.h5': bytes },
    ]) {
      const opened = await openDataset(folderOf({ ...files, ...lists }));
      expect(opened.layout).toBe('hdf5');
      expect((await loadCase(opened, 'a', { label: true, labels: 'binary' })).case.label?.data[0]).toBe(1);
      expect((await loadCase(opened, 'b', { label: false, labels: 'binary' })).case.image.size).toEqual([2, 2, 2]);
      await expect(loadCase(opened, 'b', { label: true, labels: 'binary' })).rejects.toThrow(/label: there is no such data set/);
    }
  });

  it('take lists of unlabelled and validation cases, and refuse a case in two of them', async () => {
    const files = { 'imagesTr/a.nii': image, ...lists, 'splits/unlabelled.txt': 'u', 'splits/validation.txt': 'v' };
    const { splits } = await openDataset(folderOf(files));
    expect(splits).toEqual({ train: ['a', 'b', 'u'], validation: ['v'], test: ['c'] });
    await expect(openDataset(folderOf({ ...files, 'splits/unlabelled.txt': 'c' }))).rejects.toThrow(
      /test\.txt: c: the case is in/,
    );
    const community = { 'imagesTr/a.nii': image, 'train.list': 'a\nb\n\n', 'test.list': 'c\n' };
    expect((await openDataset(folderOf(community))).splits).toEqual({ train: ['a', 'b'], test: ['c'] });
  });

  it('of nnU-Net 2 may name regions and a value to be ignored, and lose no other name by it', async () => {
    const labels = { background: 0, whole: [1, 2], core: [2], rim: 4, ignore: 3 };
    const contents = await inspectDataset(folderOf({ 'imagesTr/a.nii': image, 'dataset.json': JSON.stringify({ labels }) }));
    expect(contents).toMatchObject({ labelNames: { 0: 'background', 4: 'rim' }, regions: ['whole', 'core'], ignoreLabel: 3 });
    expect(contents.labelNames).not.toHaveProperty('3');
  });

  it('tell of volumes of other formats beside those that are read, and of no picture', async () => {
    const contents = await inspectDataset(
      folderOf({
        'imagesTr/a.nii': image,
        'imagesTr/b.nrrd': 'NRRD0004',
        'labelsTr/c.mat': 'MATLAB',
        'imagesTr/a.png': 'preview',
      }),
    );
    expect(contents.ignored).toEqual([
      expect.stringMatching(/b\.nrrd: NRRD is not read\. Convert it to NIfTI/),
      expect.stringMatching(/c\.mat: MATLAB is not read/),
    ]);
  });

  it('with hostile names or descriptions lose those cases, and say so', async () => {
    const contents = await inspectDataset(folderOf({ 'imagesTr/a..b.nii': image, 'imagesTr/ok.nii': image }));
    expect([...contents.cases.keys()]).toEqual(['ok']);
    expect(contents.ignored[0]).toContain('its name has two dots in a row, which no case name may');
    await expect(inspectDataset(folderOf({ 'imagesTr/a.nii': image, 'dataset.json': '{"labels": [1' }))).rejects.toThrow(
      /not valid JSON/,
    );
    await expect(inspectDataset(folderOf({ 'imagesTr/a.nii': image, 'dataset.json': '{"labels": 3}' }))).rejects.toThrow(
      /table of names/,
    );
    await expect(inspectDataset(folderOf({ 'notes.txt': 'x' }))).rejects.toThrow(/no volumes were found/);
  });

  it('of another format are told what turns them into one that is read', async () => {
    const dicom = new Uint8Array(200);
    dicom.set(new TextEncoder().encode('DICM'), 128);
    const convert = /it holds DICOM \(.*IM0001\), which is not read. Convert each series to NIfTI first: dcm2niix/;
    await expect(inspectDataset(folderOf({ 'patient/study/IM0001': dicom }))).rejects.toThrow(convert);
    await expect(inspectDataset(folderOf({ 'a.nrrd': 'NRRD0004' }))).rejects.toThrow(/it holds NRRD \(.*a.nrrd\)/);
    await expect(inspectDataset(folderOf({ 'a.nii': image, 'a_seg.nii': label, 'b.nrrd': 'NRRD0004' }))).resolves.toMatchObject({
      layout: 'folder',
    });
    expect(() => formatOf('scan.dcm')).toThrow(/scan.dcm: format: DICOM is not read/);
  });

  it('without lists get a proposal with every case in it, and nothing is written', async () => {
    const names = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
    const files = Object.fromEntries(
      names.flatMap((name) => [
        [`imagesTr/${name}.nii`, image],
        [`labelsTr/${name}.nii`, label],
      ]),
    );
    const folder = folderOf({ ...files, 'imagesTs/u1.nii': image });
    const contents = await inspectDataset(folder);
    const { train, test } = proposedSplits(contents, contents.patients.of);
    expect([...train, ...test].sort()).toEqual([...names, 'u1']);
    expect([train.at(-1), test.length]).toEqual(['u1', 1]);
    expect((await inspectDataset(folder)).splits).toBeNull();
    expect(proposedSplits(contents, contents.patients.of)).toEqual({ train, test });
  });
});

const atrium = shared('data', 'left-atrium');
const spleen = shared('data', 'samples', 'spleen-ct');

describe('real folders', () => {
  it.skipIf(atrium === null)(`left atrium ${atrium === null ? MISSING : ''}`, async () => {
    const opened = await openDataset(atrium ?? '');
    expect([opened.layout, opened.cases.size, opened.splits.train.length, opened.splits.test.length]).toEqual([
      'hdf5',
      40,
      28,
      12,
    ]);
    const loaded = await loadCase(opened, '06SR5RBREL16DQ6M8LWS', { label: true, labels: 'binary' });
    expect(loaded.case.image.size).toEqual([183, 140, 88]);
  });

  it.skipIf(spleen === null)(`spleen CT ${spleen === null ? MISSING : ''}`, async () => {
    const contents = await inspectDataset(spleen ?? '');
    expect([contents.layout, [...contents.cases.keys()]]).toEqual(['folder', ['spleen_2']]);
    const { case: one } = await loadCase(contents, 'spleen_2', { label: true, labels: 'binary' });
    expect(one.image.size).toEqual([164, 166, 26]);
    expect(one.label?.data.includes(1)).toBe(true);
  });
});
