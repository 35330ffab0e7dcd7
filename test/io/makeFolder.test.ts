import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../src/io/makeFolder';
import { temporaryFolder } from '../support/temporary';

const root = temporaryFolder();

it('a folder is made with those above it, and again without complaint', async () => {
  const path = join(root, 'a', 'b', 'c');
  await makeFolder(path);
  await makeFolder(path);
  expect(existsSync(path)).toBe(true);
});

it('what is in the way is told: a file, a disk that takes none', async () => {
  writeFileSync(join(root, 'file'), '');
  await expect(makeFolder(join(root, 'file', 'x'))).rejects.toThrow('is a file. Choose another folder.');
  // Not even by root.
  await expect(makeFolder('/proc/here/there')).rejects.toThrow('in /proc no folder can be made.');
});
