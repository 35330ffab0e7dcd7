import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../../../src/core/volume/affine';
import { FileError } from '../../../src/io/fileError';
import { DATATYPES } from '../../../src/io/nifti/datatype';
import { readNifti, readNiftiLabels } from '../../../src/io/nifti/read';
import { MISSING, shared } from '../../support/shared';
import { temporaryFolder } from '../../support/temporary';
import type { NiftiFields } from './build';
import { buildNifti, count } from './build';

const folder = temporaryFolder();
let files = 0;

function save(bytes: Uint8Array, name = `volume${files++}.nii`): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
const read = (fields: NiftiFields) => readNifti(save(buildNifti({ voxels: count(8), ...fields })));

describe('voxel types', () => {
  for (const [code, { name }] of DATATYPES) {
    for (const littleEndian of [true, false]) {
      for (const version of [1, 2] as const) {
        it(`${name}, ${littleEndian ? 'little' : 'big'} endian, NIfTI-${version}, plain and gzipped`, async () => {
          const signed = !name.startsWith('u');
          const voxels = [0, 1, 2, 3, 100, 127, signed ? -1 : 128, signed ? -128 : 200];
          const bytes = buildNifti({ datatype: code, littleEndian, version, voxels, dims: [3, 8, 1, 1] });
          for (const content of [bytes, gzipSync(bytes)]) {
            const { header, volume } = await readNifti(save(content));
            expect([...volume.data]).toEqual(voxels);
            expect(header).toMatchObject({ version, littleEndian, size: [8, 1, 1] });
          }
        });
      }
    }
  }

  it('scales by slope and intercept, in float64 before float32', async () => {
    const { volume } = await read({ datatype: 4, slope: 0.1, intercept: -5 });
    const slope = Math.fround(0.1);
    expect([...volume.data]).toEqual(count(8).map((value) => Math.fround(value * slope - 5)));
  });

  it('takes a fourth axis as channels, each in RAS+ order, and refuses it in labels', async () => {
    const sform: Affine = [
      [-1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ];
    const bytes = buildNifti({ dims: [4, 2, 1, 2, 3], voxels: count(12), sformCode: 1, sform });
    const { header, volume } = await readNifti(save(bytes));
    expect([header.channels, volume.channels, volume.size]).toEqual([3, 3, [2, 1, 2]]);
    expect([...volume.data]).toEqual([1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10]);
    await expect(readNiftiLabels(save(bytes))).rejects.toMatchObject({ field: 'dim[4]' });
    await expect(readNifti(save(bytes.subarray(0, bytes.length - 4)))).rejects.toThrow(/cut off/);
  });

  it('reads a slope of 0 or NaN as unscaled', async () => {
    for (const slope of [0, Number.NaN])
      expect([...(await read({ datatype: 4, slope, intercept: 7 })).volume.data]).toEqual(count(8));
  });

  it('keeps every bit of large integers that float32 can', async () => {
    const { volume } = await read({ datatype: 1280, voxels: [2 ** 53, 2 ** 40, 0, 1, 2, 3, 4, 5] });
    expect([...volume.data.subarray(0, 2)]).toEqual([2 ** 53, 2 ** 40]);
  });
});

describe('orientation and spacing', () => {
  const flipped: Affine = [
    [-2, 0, 0, 10],
    [0, 0, 3, -20],
    [0, -4, 0, 30],
  ];

  it('brings an sform with flips and a swap to RAS+', async () => {
    const { volume, header } = await read({ dims: [3, 2, 3, 4], voxels: count(24), sformCode: 1, sform: flipped });
    expect(header.affineSource).toBe('sform');
    expect(volume.size).toEqual([2, 4, 3]);
    expect(volume.spacing).toEqual([2, 3, 4]);
    // Canonical (0, 0, 0) is the stored voxel furthest left (x = 1), posterior (z = 0) and inferior (y = 2).
    expect(volume.data[0]).toBe(1 + 2 * 2);
    expect(volume.data[1]).toBe(0 + 2 * 2);
    expect(volume.data[2]).toBe(1 + 2 * 2 + 6);
  });

  it('prefers the sform, takes the qform without one, and the voxel size without either', async () => {
    const sform: Affine = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ];
    const both = { quaternion: [0, 1, 0], qformCode: 1, pixdim: [-1, 2, 3, 4], sform } as const;
    expect((await read({ ...both, sformCode: 1 })).header).toMatchObject({ affineSource: 'sform', affine: sform });
    const qform = (await read({ ...both, sformCode: 0, qoffset: [5, 6, 7] })).header;
    // Half a turn about y, third axis mirrored by qfac.
    expect(qform).toMatchObject({
      affineSource: 'qform',
      affine: [
        [-2, 0, 0, 5],
        [0, 3, 0, 6],
        [0, 0, 4, 7],
      ],
    });
    const neither = (await read({ ...both, sformCode: 0, qformCode: 0 })).header;
    expect(neither).toMatchObject({
      affineSource: 'pixdim',
      affine: [
        [2, 0, 0, 0],
        [0, 3, 0, 0],
        [0, 0, 4, 0],
      ],
    });
  });

  it('converts metres and micrometres to millimetres', async () => {
    expect((await read({ units: 1, pixdim: [1, 0.5, 0.25, 0.125] })).volume.spacing).toEqual([500, 250, 125]);
    const [x] = (await read({ units: 3, pixdim: [1, 500, 500, 500] })).volume.spacing;
    expect(x).toBeCloseTo(0.5, 12);
  });

  it('takes a missing voxel size of a single-voxel axis as 1', async () => {
    expect((await read({ dims: [2, 4, 2], pixdim: [1, 2, 2, 0] })).volume).toMatchObject({ size: [4, 2, 1], spacing: [2, 2, 1] });
  });
});

describe('what is refused, with file, field and fix', () => {
  const cases: [string, NiftiFields, string][] = [
    ['no dimensions', { dims: [0, 2, 2, 2] }, 'dim[0]'],
    ['eight dimensions', { dims: [8, 2, 2, 2] }, 'dim[0]'],
    ['a negative size', { dims: [3, 2, -2, 2] }, 'dim[2]'],
    ['a size of zero', { dims: [3, 2, 2, 0] }, 'dim[3]'],
    ['vectors of a fifth axis', { dims: [5, 2, 2, 1, 1, 2] }, 'dim[5]'],
    ['more voxels than allowed', { dims: [3, 32767, 32767, 32767] }, 'dim'],
    ['a size beyond 2^53', { version: 2, dims: [3, 2 ** 53, 2 ** 53, 2 ** 53] }, 'dim'],
    ['complex voxels', { datatype: 32 }, 'datatype'],
    ['an unknown voxel type', { datatype: 3 }, 'datatype'],
    ['bits that do not fit the type', { bits: 16 }, 'bitpix'],
    ['an infinite slope', { slope: Infinity }, 'scl_slope'],
    ['an intercept that is no number', { slope: 2, intercept: Number.NaN }, 'scl_inter'],
    [
      'an sform that is no number',
      {
        sformCode: 1,
        sform: [
          [1, 0, 0, Number.NaN],
          [0, 1, 0, 0],
          [0, 0, 1, 0],
        ],
      },
      'srow_x, srow_y, srow_z',
    ],
    ['an sform of zeros', { sformCode: 1 }, 'srow_x, srow_y, srow_z'],
    [
      'a singular sform',
      {
        sformCode: 1,
        sform: [
          [1, 1, 0, 0],
          [1, 1, 0, 0],
          [0, 0, 1, 0],
        ],
      },
      'srow_x, srow_y, srow_z',
    ],
    ['a quaternion longer than 1', { qformCode: 1, quaternion: [1, 1, 0] }, 'quatern_b, quatern_c, quatern_d'],
    ['a qform offset that is not finite', { qformCode: 1, qoffset: [Infinity, 0, 0] }, 'qoffset_x, qoffset_y, qoffset_z, pixdim'],
    ['a voxel size of zero', { pixdim: [1, 0, 1, 1] }, 'pixdim[1]'],
    ['a header and voxels in two files', { magic: 'ni1\0' }, 'magic'],
    ['an Analyze file', { magic: '\0\0\0\0' }, 'magic'],
  ];
  for (const [title, fields, field] of cases) {
    it(title, async () => {
      const path = save(buildNifti({ voxels: count(8), ...fields }));
      const error = await readNifti(path).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(FileError);
      expect(error).toMatchObject({ file: path, field });
      expect((error as FileError).message.startsWith(`${path}: ${field}: `)).toBe(true);
      expect((error as FileError).fix.length).toBeGreaterThan(8);
    });
  }

  it('voxels that start before or far beyond the header', async () => {
    for (const offset of [-1, 12, 351, 352.5, 1e30, Number.NaN]) {
      const bytes = buildNifti({ voxels: count(8) });
      new DataView(bytes.buffer).setFloat32(108, offset, true);
      await expect(readNifti(save(bytes))).rejects.toMatchObject({ field: 'vox_offset' });
    }
  });

  it('a file cut off anywhere', async () => {
    const whole = buildNifti({ voxels: count(8) });
    for (const content of [whole, gzipSync(whole)]) {
      for (let length = 0; length < content.length; length += 5) {
        await expect(readNifti(save(content.subarray(0, length), 'cut.nii'))).rejects.toBeInstanceOf(FileError);
      }
    }
  });

  it('damaged gzip data', async () => {
    const content = gzipSync(buildNifti({ dims: [3, 30, 30, 30], voxels: count(27000) }));
    content.fill(0x55, content.length >> 1, (content.length >> 1) + 40);
    await expect(readNifti(save(content))).rejects.toMatchObject({ field: 'gzip' });
  });

  it('a wrong check sum at the end of gzip data', async () => {
    const content = gzipSync(buildNifti({ voxels: count(8) }));
    content[content.length - 8] = (content[content.length - 8] ?? 0) ^ 1;
    await expect(readNifti(save(content))).rejects.toMatchObject({ field: 'gzip' });
  });

  it('folders, missing files, devices and pipes', async () => {
    await expect(readNifti(folder)).rejects.toBeInstanceOf(FileError);
    await expect(readNifti(join(folder, 'none.nii'))).rejects.toMatchObject({ field: 'file', fix: 'Check the path.' });
    await expect(readNifti('/dev/zero')).rejects.toThrow(/not a regular file/);
    spawnSync('mkfifo', [join(folder, 'pipe.nii')]);
    await expect(readNifti(join(folder, 'pipe.nii'))).rejects.toBeInstanceOf(FileError);
  });

  it('labels that are no labels', async () => {
    await expect(readNiftiLabels(save(buildNifti({ voxels: [0, 1, 0.5, 0, 0, 0, 0, 0] })))).rejects.toThrow(
      /0\.5 is not a label/,
    );
    await expect(readNiftiLabels(save(buildNifti({ datatype: 4, voxels: [0, 1, -1, 0, 0, 0, 0, 0] })))).rejects.toThrow(
      /-1 is not a label/,
    );
    const { labels } = await readNiftiLabels(save(buildNifti({ voxels: [0, 1, 2, 255, 0, 0, 0, 3] })));
    expect([...labels.data]).toEqual([0, 1, 2, 255, 0, 0, 0, 3]);
  });
});

describe('hostile files', () => {
  const limits = { fileBytes: 1 << 20, inflatedBytes: 1 << 20, voxels: 1 << 17 };

  it('a gzip bomb is refused by its header, and never inflated', async () => {
    const bomb = gzipSync(Buffer.concat([buildNifti({ dims: [3, 500, 500, 500], datatype: 2 }), Buffer.alloc(125e6)]));
    await expect(readNifti(save(bomb), limits)).rejects.toMatchObject({ field: 'dim' });
  });

  it('a gzip bomb behind a small honest header is read to its voxels and no further', async () => {
    const bomb = gzipSync(Buffer.concat([buildNifti({ voxels: count(8) }), Buffer.alloc(2e8)]));
    const before = process.memoryUsage().arrayBuffers;
    const { volume } = await readNifti(save(bomb), limits);
    expect([...volume.data]).toEqual(count(8));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
  });

  it('a tiny file that promises gigabytes is refused before anything is allocated', async () => {
    const liar = gzipSync(buildNifti({ dims: [3, 1024, 512, 512], voxels: count(8) }));
    const before = process.memoryUsage().arrayBuffers;
    await expect(readNifti(save(liar))).rejects.toThrow(/cut off/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
  });

  it('a file above the size limit is refused unread', async () => {
    await expect(readNifti(save(new Uint8Array((1 << 20) + 1)), limits)).rejects.toThrow(/more than the 1048576 allowed/);
  });

  it('any change of up to six header bytes ends in a volume or in a FileError, within the limits', async () => {
    const bases = ([1, 2] as const).flatMap((version) =>
      [true, false].map((littleEndian) =>
        buildNifti({
          version,
          littleEndian,
          datatype: 4,
          voxels: count(8),
          sformCode: 1,
          qformCode: 1,
          sform: [
            [1, 0, 0, 0],
            [0, 1, 0, 0],
            [0, 0, 1, 0],
          ],
        }),
      ),
    );
    const change = fc.tuple(
      fc.integer({ min: 0, max: 543 }),
      fc.oneof(fc.constantFrom(0, 1, 2, 127, 128, 255), fc.integer({ min: 0, max: 255 })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bases),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (base, changes, zipped) => {
          const bytes = Uint8Array.from(base);
          for (const [place, value] of changes) if (place < bytes.length) bytes[place] = value;
          const path = save(zipped ? gzipSync(bytes) : bytes, 'mutant.nii');
          const result = await readNifti(path, limits).catch((error: unknown) => error);
          if (result instanceof Error) {
            expect(result).toBeInstanceOf(FileError);
            return;
          }
          const { volume } = result as Awaited<ReturnType<typeof readNifti>>;
          expect(volume.data.length).toBe(volume.size[0] * volume.size[1] * volume.size[2]);
          expect(volume.data.length).toBeLessThanOrEqual(limits.voxels);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('random bytes are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), async (bytes) => {
        await expect(readNifti(save(bytes, 'random.nii'), limits)).rejects.toBeInstanceOf(FileError);
      }),
      { numRuns: 100 },
    );
  });
});

const hippocampus = shared('data', 'msd-hippocampus');
const spleen = shared('data', 'samples', 'spleen-ct', 'spleen_2.nii.gz');

describe('real files', () => {
  it.skipIf(hippocampus === null)(
    `every hippocampus image and label share a grid ${hippocampus === null ? MISSING : ''}`,
    async () => {
      const names = readdirSync(join(hippocampus ?? '', 'imagesTr'))
        .filter((name) => name.endsWith('.nii.gz'))
        .slice(0, 30);
      expect(names.length).toBe(30);
      for (const name of names) {
        const { volume } = await readNifti(join(hippocampus ?? '', 'imagesTr', name));
        const { labels } = await readNiftiLabels(join(hippocampus ?? '', 'labelsTr', name));
        expect(labels.size).toEqual(volume.size);
        expect(volume.size.every((extent) => extent >= 24 && extent <= 59)).toBe(true);
        expect(volume.spacing).toEqual([1, 1, 1]);
        expect(new Set(labels.data)).toEqual(new Set([0, 1, 2]));
        expect(volume.data.some((value) => value > 0)).toBe(true);
      }
    },
  );

  it.skipIf(spleen === null)(`a CT in Hounsfield units ${spleen === null ? MISSING : ''}`, async () => {
    const { volume } = await readNifti(spleen ?? '');
    expect(volume.size).toEqual([164, 166, 26]);
    expect(volume.spacing[2]).toBeCloseTo(5, 5);
    const [low, high] = volume.data.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
    expect(low).toBeLessThan(-500);
    expect(high).toBeGreaterThan(300);
    expect(readFileSync(spleen ?? '').length).toBeGreaterThan(0);
  });
});
