import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FileError } from '../../../src/io/fileError';
import type { ReaderLimits } from '../../../src/io/hdf5/reader';
import { createHdf5Reader } from '../../../src/io/hdf5/reader';
import { DEFAULT_LIMITS } from '../../../src/io/nifti/limits';
import { temporaryFolder } from '../../support/temporary';
import { count } from '../nifti/build';
import { buildHdf5 } from './build';

const root = temporaryFolder();
let files = 0;

function save(bytes: Uint8Array | string): string {
  const path = join(root, `file${files++}.h5`);
  writeFileSync(path, bytes);
  return path;
}

const question = (path: string) => ({ path, key: 'image', want: 'image', axes: 'xyz', limits: DEFAULT_LIMITS }) as const;

/** A thread that does what its file says, and otherwise answers how many files it has been asked. */
const ACTOR = `
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
let asked = 0;
parentPort.on('message', ({ path }) => {
  const act = readFileSync(path, 'utf8');
  asked++;
  if (act === 'hang') for (;;);
  if (act === 'die') process.exit(1);
  if (act === 'throw') throw new Error('memory access out of bounds');
  if (act === 'fill') for (const all = []; ; ) all.push(new Array(1e5).fill(0.5));
  if (act === 'poisoned' && asked > 1) {
    const error = { kind: 'file', file: path, field: 'HDF5', problem: 'name not defined.', fix: 'No.' };
    parentPort.postMessage({ usable: false, error });
  } else parentPort.postMessage({ usable: true, read: { shape: [asked, 1, 1], datatype: act } });
});
`;
const actor = join(root, 'actor.mjs');
writeFileSync(actor, ACTOR);

/** A second is far more than an actor takes, also on a busy machine, unless it hangs. */
function readerOfActors(change: Partial<ReaderLimits> = {}) {
  return createHdf5Reader(pathToFileURL(actor), { files: 100, milliseconds: () => 5000, idle: 60_000, ...change });
}

describe('a thread that reads HDF5', () => {
  it.each(['hang', 'die', 'throw', 'fill'])('is thrown away when a file makes it %s, and the next file is read', async (act) => {
    const reader = readerOfActors();
    const path = save(act);
    const error = await reader.read(question(path)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    expect(error).toMatchObject({ file: path, field: 'HDF5' });
    expect(await reader.read(question(save('fine')))).toEqual({ shape: [1, 1, 1], datatype: 'fine' });
    await reader.close();
  });

  it('is thrown away after so many files', async () => {
    const reader = readerOfActors({ files: 3 });
    const asked: number[] = [];
    for (let file = 0; file < 7; file++) asked.push((await reader.read(question(save('fine')))).shape[0]);
    expect(asked).toEqual([1, 2, 3, 1, 2, 3, 1]);
    await reader.close();
  });

  it('does not blame a file for what another one left behind', async () => {
    const reader = readerOfActors();
    await reader.read(question(save('fine')));
    expect((await reader.read(question(save('poisoned')))).shape).toEqual([1, 1, 1]);
    await reader.close();
  });

  it('is asked for one file at a time', async () => {
    const reader = readerOfActors();
    const all = await Promise.all(count(5).map(() => reader.read(question(save('fine')))));
    expect(all.map(({ shape }) => shape[0])).toEqual([1, 2, 3, 4, 5]);
    await reader.close();
  });

  it('is ended when nobody asks it, and started again', async () => {
    const reader = readerOfActors({ idle: 1 });
    await reader.read(question(save('fine')));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await reader.read(question(save('fine')))).shape).toEqual([1, 1, 1]);
    await reader.close();
  });
});

describe('damaged HDF5 files', () => {
  it('leave nothing behind that harms a valid one', { timeout: 600_000 }, async () => {
    const reader = createHdf5Reader();
    const shape = [8, 9, 10];
    const image = { data: Float32Array.from(count(720)), shape, chunks: [4, 9, 10], compression: 4 };
    const whole = await buildHdf5({ image });
    for (let damaged = 0; damaged < 60; damaged++) {
      const bytes = damaged % 2 === 0 ? whole.slice(0, 600 + 14 * damaged) : whole.slice();
      // Every other one has its head whole and is wrong inside.
      if (damaged % 2 === 1) bytes.fill(damaged, 60 + 16 * damaged, 90 + 16 * damaged);
      const error = await reader.read(question(save(bytes))).catch((caught: unknown) => caught);
      if (error instanceof Error) expect(error).toBeInstanceOf(FileError);
    }
    expect((await reader.read(question(save(whole)))).shape).toEqual(shape);
    await reader.close();
  });

  it('are given no more memory than is allowed, before a voxel is decoded', async () => {
    const reader = createHdf5Reader();
    const data = new Uint8Array(2 ** 18);
    const path = save(await buildHdf5({ image: { data, shape: [64, 64, 64], chunks: [64, 64, 64], compression: 9 } }));
    await expect(reader.read({ ...question(path), memory: 2 ** 20 })).rejects.toThrow(
      /64 x 64 x 64 voxels take .* half of the memory/,
    );
    expect((await reader.read({ ...question(path), memory: 2 ** 23 })).shape).toEqual([64, 64, 64]);
    await reader.close();
  });

  it('have names that a terminal can be shown', async () => {
    const image = { data: Float32Array.from(count(8)), shape: [2, 2, 2] };
    const path = save(await buildHdf5({ 'evil\u001b[31m\u0007': image }));
    const error = await createHdf5Reader()
      .read(question(path))
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    expect((error as FileError).message).toContain('evil\ufffd[31m\ufffd');
    expect((error as FileError).message).not.toMatch(/\p{Cc}/u);
  });
});
