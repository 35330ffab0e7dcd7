/** Data folders: cases, patients, splits, and what train, predict and metrics say of voxels that cannot be what their user means. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { situations } from './situations';
import { decathlon, lists } from './volumes';

const two = (number: number): string => String(number).padStart(2, '0');
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Cases of a list that a command has written. */
function listed(folder: string, name: 'train' | 'test'): string[] {
  return readFileSync(join(folder, 'data', 'splits', `${name}.txt`), 'utf8')
    .trim()
    .split('\n');
}

situations('data', [
  {
    name: 'a folder in order gives no complaint',
    given: (folder) => {
      decathlon(folder, ['a_heart', 'b_heart', 'c_heart', 'd_heart']);
      lists(folder, ['a_heart', 'b_heart', 'c_heart'], ['d_heart']);
    },
    when: ['doctor', 'data'],
    exit: 0,
    says: /4 cases, 4 with a label; 3 for training, 1 for the test/,
  },
  {
    name: 'a case is in the training list and in the test list',
    given: (folder) => {
      decathlon(folder, ['a_heart', 'b_heart']);
      lists(folder, ['a_heart', 'b_heart'], ['b_heart']);
    },
    when: ['doctor', 'data'],
    exit: 3,
    says: /b_heart: the case is in .*train\.txt too/,
  },
  {
    name: 'two frames of each of 20 hearts (ACDC): the split that is written shares no heart',
    given: (folder) =>
      decathlon(
        folder,
        upTo(20).flatMap((heart) => [`patient0${two(heart)}_frame01`, `patient0${two(heart)}_frame${two(7 + (heart % 6))}`]),
      ),
    when: ['doctor', 'data', '--write-splits'],
    exit: 0,
    says: /32 for training, 8 for the test/,
    leaves: (folder) => {
      const heartOf = (name: string): string => name.slice(0, 10);
      const tested = new Set(listed(folder, 'test').map(heartOf));
      expect(tested.size).toBe(4);
      expect(listed(folder, 'train').filter((name) => tested.has(heartOf(name)))).toEqual([]);
    },
  },
  ...(
    [
      ['mri3T_01', upTo(8).map((number) => `mri3T_${two(number)}`)],
      ['LA2018-1', upTo(6).map((number) => `LA2018-${number}`)],
      ['BraTS19_0', upTo(6).map((number) => `BraTS19_${number - 1}`)],
    ] as const
  ).map(([like, names]) => ({
    name: `a digit before the last separator is no patient (${like}): a split is written`,
    given: (folder: string) => decathlon(folder, names),
    when: ['doctor', 'data', '--write-splits'],
    exit: 0,
    says: /Written: splits\/train.txt and splits\/test.txt/,
    leaves: (folder: string) => expect([...listed(folder, 'train'), ...listed(folder, 'test')].sort()).toEqual([...names].sort()),
  })),
]);
