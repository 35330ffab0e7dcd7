/** Results: numbers that say less, or something else, than they seem to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { situations } from './situations';
import { decathlon, inBall, lists, type Made, type Size, writeVolume } from './volumes';

/** A label file whose ball has other values in its upper half. */
function label(folder: string, name: string, lower: number, upper: number, made: Made = {}): void {
  writeVolume(
    join(folder, `${name}.nii.gz`),
    { datatype: 2, ...made },
    (place: Size) => inBall(place) * (place[2] < 4 ? lower : upper),
  );
}

/** A tiny training on three cases, of which the last is tested. */
const TRAIN = ['train', '--data', 'data', '--method', 'supervised', '--labelled', '2', '--iterations', '1', '--out', 'run'];
const TINY = ['patch=[16,16,16]', 'network.filters=1', 'batch.labelled=1'].flatMap((setting) => ['--set', setting]);

situations('results', [
  {
    name: 'the truth of all test cases is empty, which would be a perfect Dice',
    given: (folder) => {
      decathlon(folder, ['a_heart', 'b_heart', 'c_heart']);
      lists(folder, ['a_heart', 'b_heart'], ['c_heart']);
      label(folder, 'data/labelsTr/c_heart', 0, 0);
    },
    when: [
      [...TRAIN, ...TINY],
      ['runs', '.'],
    ],
    exit: 0,
    says: /Warning: run: The truth of all 1 tested cases is empty/,
    leaves: (folder) => {
      expect(JSON.parse(readFileSync(join(folder, 'run', 'run.json'), 'utf8'))).toMatchObject({
        state: 'done',
        diagnosis: [expect.stringContaining('data.labels')],
      });
    },
  },
  {
    name: 'a mask of 1 and 0 against a truth of 1 and 2',
    given: (folder) => {
      label(folder, 'mask', 1, 1);
      label(folder, 'truth', 1, 2);
    },
    when: ['metrics', 'mask.nii.gz', 'truth.nii.gz'],
    exit: 0,
    says: [/the prediction has 1, the truth 1, 2\./, /--run RUN/, /--labels/],
  },
  {
    name: 'the same as the experiment maps labels',
    given: (folder) => {
      label(folder, 'mask', 1, 1);
      label(folder, 'truth', 1, 2);
    },
    when: ['metrics', 'mask.nii.gz', 'truth.nii.gz', '--labels', '1=1,2=1'],
    exit: 0,
    says: /^1 +1\.0000 +1\.0000/m,
    never: /Warning/,
  },
  {
    name: 'a mask of 1 against a truth of 255',
    given: (folder) => {
      label(folder, 'mask', 1, 1);
      label(folder, 'truth', 255, 255);
    },
    when: ['metrics', 'mask.nii.gz', 'truth.nii.gz', '--labels', 'binary'],
    exit: 0,
    says: /^1 +1\.0000/m,
    never: /Warning/,
  },
  {
    name: 'a value of the truth that the table does not name',
    given: (folder) => {
      label(folder, 'mask', 1, 1);
      label(folder, 'truth', 1, 2);
    },
    when: ['metrics', 'mask.nii.gz', 'truth.nii.gz', '--labels', '1=1'],
    exit: 3,
    says: /truth\.nii\.gz.*label value 2/,
  },
]);
