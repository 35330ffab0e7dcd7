import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { withVolumeEndings } from '../../../scripts/manifest.mjs';
import type { Affine } from '../../../src/core/volume/affine';
import type { WorkerAnswer } from '../../../src/host/viewer/worker/messages';
import { createViewStream } from '../../../src/host/viewer/worker/stream';
import { caseIdOf } from '../../../src/io/caseName';
import { openDataset } from '../../../src/io/dataset';
import { foreignFormat } from '../../../src/io/formats/foreign';
import { formats, readableEndings, volumeEndings } from '../../../src/io/formats/registry';
import type { VolumeFormat, VolumeHeader } from '../../../src/io/formats/types';
import { loadCase } from '../../../src/io/loadCase';
import { newHeader } from '../../../src/io/nifti/write';
import { planPrediction } from '../../../src/trainer/predictionPlan';
import { temporaryFolder } from '../../support/temporary';

const root = temporaryFolder();
const size = [2, 2, 2] as const;
/** The first axis runs to the left. */
const affine: Affine = [
  [-2, 0, 0, 7],
  [0, 3, 0, 8],
  [0, 0, 4, 9],
];
const header: VolumeHeader = {
  size,
  spacing: [2, 3, 4],
  channels: 1,
  datatype: 'uint8',
  orientation: 'LAS',
  affine,
  grid: newHeader(size, affine, [2, 3, 4]),
};
const numbersOf = (path: string): number[] => readFileSync(path, 'utf8').split(' ').map(Number);

/** What a stranger writes: one file, and one line in the registry. */
const wordsFormat: VolumeFormat = {
  id: 'words',
  extensions: ['.words'],
  holdsBoth: false,
  opensAlone: true,
  readHeader: () => Promise.resolve(header),
  readImage: (path) =>
    Promise.resolve({ header, volume: { size, spacing: header.spacing, data: Float32Array.from(numbersOf(path)) } }),
  readLabel: (path) =>
    Promise.resolve({ header, labels: { size, spacing: header.spacing, data: Uint8Array.from(numbersOf(path)) } }),
};

beforeAll(() => void (formats as VolumeFormat[]).push(wordsFormat));
afterAll(() => void (formats as VolumeFormat[]).pop());

function folder(): string {
  const path = join(root, 'data');
  for (const [place, text] of [
    ['imagesTr', '1 2 3 4 5 6 7 8'],
    ['labelsTr', '0 1 0 1 0 1 0 1'],
  ] as const) {
    mkdirSync(join(path, place), { recursive: true });
    for (const name of ['a', 'b']) writeFileSync(join(path, place, `${name}.words`), text);
  }
  mkdirSync(join(path, 'splits'));
  writeFileSync(join(path, 'splits', 'train.txt'), 'a.words\n');
  writeFileSync(join(path, 'splits', 'test.txt'), 'b\n');
  return path;
}

describe('a format that was added in one file and one line', () => {
  const data = folder();

  it('is found in a folder and its lists, and read with its label', async () => {
    const contents = await openDataset(data);
    expect(contents.found).toMatch(/2 cases, 2 with a label; 1 for training, 1 for the test/);
    const { case: one } = await loadCase(contents, 'a', { label: true, labels: 'binary' });
    expect([...one.image.data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...(one.label?.data ?? [])]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect(caseIdOf('b.words')).toBe('b');
  });

  it('can be predicted', async () => {
    const file = join(data, 'imagesTr', 'a.words');
    const [job] = await planPrediction([file], ['A'], { out: root, force: true, channels: 1 });
    expect(job?.outputs.get('A')).toBe(join(root, 'a.A.nii.gz'));
  });

  it('is shown, in its place in the body', async () => {
    const answers: WorkerAnswer[] = [];
    const path = join(data, 'imagesTr', 'a.words');
    createViewStream((answer) => answers.push(answer)).handle({
      kind: 'open',
      generation: 1,
      layers: [{ layer: 'image', source: { kind: 'file', path } }],
      maps: [],
    });
    await vi.waitFor(() => expect(answers.at(-1)?.kind).toBe('complete'));
    // Without the sign of zeros.
    expect(JSON.parse(JSON.stringify(answers[0]))).toMatchObject({
      kind: 'grid',
      size: [2, 2, 2],
      spacing: [2, 3, 4],
      affine: [
        [2, 0, 0, 5],
        [0, 3, 0, 8],
        [0, 0, 4, 9],
      ],
    });
  });
});

describe('formats that are read', () => {
  it('are none of those that foreign.ts calls unreadable: doctor would warn of every file', () => {
    expect(readableEndings).toContain('.hdf5');
    expect(readableEndings.filter((ending) => foreignFormat(`case${ending}`) !== null)).toEqual([]);
  });
});

describe('package.json', () => {
  it('opens the volumes of the registry (npm run schema writes it)', () => {
    const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(manifest).toEqual(withVolumeEndings(manifest, volumeEndings));
    expect(JSON.stringify(withVolumeEndings(manifest, ['.words']))).toContain('*.words');
  });
});
