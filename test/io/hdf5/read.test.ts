import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { FileError } from '../../../src/io/fileError';
import { hdf5Format } from '../../../src/io/formats/hdf5';
import { DEFAULT_READ } from '../../../src/io/formats/registry';
import { readNiftiHeader } from '../../../src/io/nifti/read';
import { writeMask } from '../../../src/io/nifti/write';
import { MISSING, shared } from '../../support/shared';
import { temporaryFolder } from '../../support/temporary';
import { count } from '../nifti/build';
import { buildHdf5, FLOAT16_LITTLE, FLOAT32_BIG, withDatatype } from './build';

const root = temporaryFolder();
let files = 0;

function save(bytes: Uint8Array): string {
  const path = join(root, `file${files++}.h5`);
  writeFileSync(path, bytes);
  return path;
}

const shape = [2, 3, 4];
const image = { data: Float32Array.from(count(24)), shape };
const label = { data: Uint8Array.from(count(24), (value) => value % 3), shape };

const LZF =
  'H4sIAPUBBmsC/+v0cHHj5ZLiYgABDg4GFgYBBmTwHwoOCqLyYfIJUJoRSndA6RVMMHFGsJwEVFwQaj66upAgV1eQ6v9oAGaPAQuE5mAYBSMReL' +
  'g6BoDoCCgflkpPMKGqy8xNTE9FSo8eFNrLyMAGMYsRxreA0MwQAZj1zFAamkxxijMDcwJIp6CCPFRMgUGcg0G8HirPCkzhIHkmZiawBdwMGmA+' +
  'I8xDtSB5ZoacqjS4uayMiHzIATQPbA8TSwUrwinMUKUsCJ8ZkBUewX7+LqAcDcuHCsyjaZMcACrvGLGUd5xE6t8hiMrHld5YRoN6FIyCUTAKRs' +
  'EoGAWjYBSMgiEPgF2+B8EgEgAqxyYiwREAAA==';

async function failure(bytes: Uint8Array, options = DEFAULT_READ): Promise<FileError> {
  const error = await hdf5Format.readImage(save(bytes), options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FileError);
  return error as FileError;
}

describe('HDF5 volumes', () => {
  it('of axes xyz have voxel (x, y, z) where numpy has array[x, y, z]', async () => {
    const { header, volume } = await hdf5Format.readImage(save(await buildHdf5({ image, label })), DEFAULT_READ);
    expect(volume.size).toEqual([2, 3, 4]);
    for (let x = 0; x < 2; x++)
      for (let y = 0; y < 3; y++) for (let z = 0; z < 4; z++) expect(volume.data[x + 2 * (y + 3 * z)]).toBe(z + 4 * (y + 3 * x));
    expect(header).toMatchObject({ affine: null, orientation: null, spacing: [1, 1, 1], datatype: 'float32' });
  });

  it('of axes zyx are read as they lie', async () => {
    const path = save(await buildHdf5({ image, label }));
    const { volume } = await hdf5Format.readImage(path, { ...DEFAULT_READ, axes: 'zyx' });
    expect(volume.size).toEqual([4, 3, 2]);
    expect([...volume.data]).toEqual(count(24));
    expect((await hdf5Format.readLabel(path, { ...DEFAULT_READ, axes: 'zyx' })).labels.data).toEqual(label.data);
  });

  it('may be chunked and deflated, and of any real type', async () => {
    const kinds = [
      new Float64Array(count(24)),
      new Int16Array(count(24)),
      new Uint8Array(count(24)),
      new Int32Array(count(24)),
      BigInt64Array.from(count(24), BigInt),
    ];
    for (const data of kinds) {
      const bytes = await buildHdf5({ image: { data, shape, chunks: [2, 2, 3], compression: 4 } });
      const { volume } = await hdf5Format.readImage(save(bytes), { ...DEFAULT_READ, axes: 'zyx' });
      expect([...volume.data]).toEqual(count(24));
    }
  });

  it('may be of half precision, and big endian', async () => {
    const zyx = { ...DEFAULT_READ, axes: 'zyx' } as const;
    const eighths = count(24).map((value) => value / 8);
    const swapped = new Float32Array(24);
    const view = new DataView(swapped.buffer);
    eighths.forEach((value, index) => view.setFloat32(4 * index, value, false));
    const big = withDatatype(await buildHdf5({ image: { data: swapped, shape } }), FLOAT32_BIG, 96);
    expect([...(await hdf5Format.readImage(save(big), zyx)).volume.data]).toEqual(eighths);

    // 0 0.125 -2 65504 and the smallest number above 0, then infinity and no number at all.
    const halves = Uint16Array.from([0, 0x3000, 0xc000, 0x7bff, 1, 0xfc00, 0x7e00, 0x3c00]);
    const room = new Float32Array(new Uint16Array(16).buffer);
    new Uint16Array(room.buffer).set(halves);
    const half = withDatatype(await buildHdf5({ image: { data: room, shape: [2, 2, 2] } }), FLOAT16_LITTLE, 16);
    const { header, volume } = await hdf5Format.readImage(save(half), zyx);
    expect(header.datatype).toBe('float16');
    expect([...volume.data]).toEqual([0, 0.125, -2, 65504, 2 ** -24, -Infinity, NaN, 1]);
  });

  it.each([
    ['xyz', [2, 3, 4]],
    ['xzy', [2, 4, 3]],
    ['yxz', [3, 2, 4]],
    ['yzx', [4, 2, 3]],
    ['zxy', [3, 4, 2]],
    ['zyx', [4, 3, 2]],
  ] as const)('of axes %s, in several slabs, have every voxel at its place', async (axes, size) => {
    const chunked = { ...image, chunks: [1, 3, 2], compression: 1 };
    const { volume } = await hdf5Format.readImage(save(await buildHdf5({ image: chunked })), { ...DEFAULT_READ, axes });
    expect(volume.size).toEqual(size);
    const stored = { x: 0, y: 0, z: 0 };
    for (stored.z = 0; stored.z < size[2]; stored.z++)
      for (stored.y = 0; stored.y < size[1]; stored.y++)
        for (stored.x = 0; stored.x < size[0]; stored.x++) {
          const [i, j, k] = [...axes].map((axis) => stored[axis as 'x']) as [number, number, number];
          expect(volume.data[stored.x + size[0] * (stored.y + size[1] * stored.z)]).toBe(k + 4 * (j + 3 * i));
        }
  });

  it('are found by the keys of the settings, and an error lists what there is', async () => {
    const path = save(await buildHdf5({ ct: image }));
    const { volume } = await hdf5Format.readImage(path, { ...DEFAULT_READ, keys: { image: 'ct', label: 'organ' } });
    expect(volume.size).toEqual([2, 3, 4]);
    await expect(hdf5Format.readImage(path, DEFAULT_READ)).rejects.toThrow(
      /image: there is no such data set. The file holds: ct/,
    );
  });

  it('give masks on a unit grid that say so', async () => {
    const { header } = await hdf5Format.readImage(save(await buildHdf5({ image })), DEFAULT_READ);
    const path = join(root, 'mask.nii.gz');
    await writeMask(path, new Uint8Array(24), header.grid);
    const written = await readNiftiHeader(path);
    expect(written.size).toEqual([2, 3, 4]);
    expect(Buffer.from(written.bytes).toString('latin1', 148, 228)).toContain('HDF5 source: spacing and position unknown');
  });
});

describe('hostile HDF5 files', () => {
  it('with another rank, type or missing voxels are refused by name', async () => {
    expect((await failure(await buildHdf5({ image: { data: new Float32Array(6), shape: [2, 3] } }))).message).toMatch(
      /\(2, 3\), not three/,
    );
    expect((await failure(await buildHdf5({ image: { data: ['a', 'b'], shape: [2, 1, 1] } }))).message).toMatch(
      /voxels of type 3/,
    );
    expect((await failure(await buildHdf5({ label }, (file) => file.create_group('image')))).message).toMatch(/not a data set/);
  });

  it('that are cut off, no HDF5 at all, or no file are refused without a word on the terminal', async () => {
    const printed = vi.spyOn(console, 'error');
    const whole = await buildHdf5({ image: { ...image, chunks: [2, 3, 4], compression: 6 }, label });
    for (const share of [0.01, 0.3, 0.6, 0.9, 0.99]) await failure(whole.slice(0, Math.floor(share * whole.length)));
    expect((await failure(Buffer.from('CDF\u0001 not this'))).field).toBe('signature');
    await expect(hdf5Format.readImage(join(root, 'nowhere.h5'), DEFAULT_READ)).rejects.toThrow(/no such file/);
    mkdirSync(join(root, 'folder.h5'));
    await expect(hdf5Format.readImage(join(root, 'folder.h5'), DEFAULT_READ)).rejects.toThrow(/not a regular file/);
    expect(printed).not.toHaveBeenCalled();
    // The library still works after them.
    expect((await hdf5Format.readImage(save(whole), DEFAULT_READ)).volume.size).toEqual([2, 3, 4]);
  });

  it('never lead to another file', async () => {
    const secret = save(await buildHdf5({ image }));
    const external = await buildHdf5({ label }, (file) => file.create_external_link(secret, 'image', 'image'));
    expect((await failure(external)).field).toBe('image');
    const soft = await buildHdf5({ label }, (file) => file.create_soft_link('/label', 'image'));
    expect((await failure(soft)).message).toMatch(/this is a link/);
  });

  it('are refused by their size before a voxel is decoded', async () => {
    const huge = await buildHdf5({ image: { data: new Uint8Array(64), shape: [4, 4, 4], chunks: [4, 4, 4], compression: 9 } });
    const limits = { fileBytes: 1e6, inflatedBytes: 1e6, voxels: 63 };
    expect((await failure(huge, { ...DEFAULT_READ, limits })).message).toMatch(/4 x 4 x 4 voxels, more than the 63/);
    expect((await failure(huge, { ...DEFAULT_READ, limits: { ...limits, fileBytes: 99 } })).message).toMatch(/more than the 99/);
    const bytes = { ...limits, voxels: 64, inflatedBytes: 63 };
    expect((await failure(huge, { ...DEFAULT_READ, limits: bytes })).message).toMatch(/more than the 63/);
  });

  it('of an unknown compression are refused with the way out', async () => {
    // Written by h5py with compression='lzf', a filter of its own.
    const bytes = gunzipSync(Buffer.from(LZF, 'base64'));
    expect((await failure(bytes)).message).toMatch(/compressed by lzf.*h5repack/);
  });
});

const atrium = shared('data', 'left-atrium', 'volumes', '06SR5RBREL16DQ6M8LWS.h5');

describe('real data', () => {
  it.skipIf(atrium === null)(`a left atrium ${atrium === null ? MISSING : ''}`, async () => {
    const { volume } = await hdf5Format.readImage(atrium ?? '', DEFAULT_READ);
    const { labels } = await hdf5Format.readLabel(atrium ?? '', DEFAULT_READ);
    expect(volume.size).toEqual([183, 140, 88]);
    expect(labels.size).toEqual(volume.size);
    expect(new Set(labels.data)).toEqual(new Set([0, 1]));
  });
});
