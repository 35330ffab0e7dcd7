import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileError } from '../../src/io/fileError';
import { readLossCase } from '../../src/io/lossCase';
import { temporaryFolder } from '../support/temporary';

const file = join(temporaryFolder(), 'case.json');
const good = {
  student_logits: [
    [1, 0],
    [0, 0.5],
  ],
  peer_logits: [
    [3, 0],
    [0.3, 0],
  ],
  labels: [0, 1],
  batch: 2,
};

async function problemOf(content: unknown): Promise<string> {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  const error: unknown = await readLossCase(file).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FileError);
  return (error as FileError).message.replace(`${file}: `, '');
}

describe('loss cases', () => {
  it('are read with their defaults, and with the expected values that a list of cases carries', async () => {
    writeFileSync(file, JSON.stringify({ ...good, classes: 2, voxels: 2, usl_set: { total: 1 } }));
    expect(await readLossCase(file)).toEqual({
      student: good.student_logits,
      peer: good.peer_logits,
      labels: good.labels,
      batch: 2,
      normalise: 'voxel',
    });
  });

  const wrong: [string, unknown, RegExp][] = [
    ['no JSON', '{"student_logits": [[NaN, 1]]}', /^JSON: .*NaN and Infinity are not/],
    ['a list of cases', { cases: [good] }, /^cases: .*one of them/],
    ['no logits', {}, /^student_logits: /],
    ['no voxel', { ...good, student_logits: [] }, /^student_logits: /],
    ['one class', { ...good, student_logits: [[1], [1]] }, /^student_logits\[0\]: /],
    [
      'a ragged row',
      {
        ...good,
        student_logits: [
          [1, 2],
          [1, 2, 3],
        ],
      },
      /^student_logits\[1\]: 3 numbers where/,
    ],
    [
      'a string',
      {
        ...good,
        student_logits: [
          [1, '2'],
          [1, 2],
        ],
      },
      /^student_logits\[0\]\[1\]: /,
    ],
    [
      'a logit beyond float32',
      {
        ...good,
        student_logits: [
          [1, 1e300],
          [1, 2],
        ],
      },
      /^student_logits\[0\]\[1\]: /,
    ],
    ['fewer peers', { ...good, peer_logits: [[1, 2]] }, /^peer_logits: 1 voxels, and student_logits has 2/],
    [
      'peers of other classes',
      {
        ...good,
        peer_logits: [
          [1, 2],
          [1, 2, 3],
        ],
      },
      /^peer_logits\[1\]: 3 numbers/,
    ],
    ['fewer labels', { ...good, labels: [0] }, /^labels: 1 voxels/],
    ['a label that is no class', { ...good, labels: [0, 2] }, /^labels\[1\]: 2 is no class. Classes are 0 to 1/],
    ['a label that is no whole number', { ...good, labels: [0, 0.5] }, /^labels\[1\]: /],
    ['a negative label', { ...good, labels: [0, -1] }, /^labels\[1\]: /],
    ['a batch that does not divide', { ...good, batch: 3 }, /^batch: 3 samples cannot share 2 voxels/],
    ['a threshold above 1', { ...good, t1: 2 }, /^t1: /],
    ['another normalisation', { ...good, normalise: 'batch' }, /^normalise: /],
    ['an unknown key', { ...good, normalize: 'set' }, /normalize/],
    ['other classes than it says', { ...good, classes: 3 }, /^classes: 3, and a voxel has 2/],
    ['other voxels than it says', { ...good, voxels: 3 }, /^voxels: 3 voxels, and/],
  ];
  for (const [what, content, message] of wrong) {
    it(`refuses ${what}, naming the field`, async () => {
      expect(await problemOf(content)).toMatch(message);
    });
  }

  it('says that a file is missing', async () => {
    await expect(readLossCase('nowhere.json')).rejects.toThrow(/nowhere\.json: file: there is no such file/);
  });
});
