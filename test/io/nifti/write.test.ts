import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../../../src/core/volume/affine';
import { scalingAffine } from '../../../src/core/volume/affine';
import { readNifti, readNiftiLabels } from '../../../src/io/nifti/read';
import { maskHeader, newHeader, writeMask } from '../../../src/io/nifti/write';
import { temporaryFolder } from '../../support/temporary';
import { buildNifti, count } from './build';

const folder = temporaryFolder();
const path = join(folder, 'source.nii');
const maskPath = join(folder, 'mask.nii.gz');

const signed = fc.double({ min: -3, max: 3, noNaN: true });
const row = fc.tuple(signed, signed, signed, fc.double({ min: -100, max: 100, noNaN: true }));
const affines = fc
  .tuple(row, row, row)
  .filter(([[a, b, c], [d, e, f], [g, h, i]]) => Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)) > 0.5);

describe('writeMask', () => {
  it('of an image with channels is one volume on its grid', async () => {
    for (const version of [1, 2] as const) {
      for (const littleEndian of [true, false]) {
        const sform = scalingAffine([2, 3, 4]);
        const source = buildNifti({ version, littleEndian, dims: [4, 2, 3, 1, 4], voxels: count(24), sform, sformCode: 1 });
        writeFileSync(path, source);
        const { header } = await readNifti(path);
        await writeMask(maskPath, Uint8Array.from([0, 1, 0, 1, 1, 0]), header);
        const mask = await readNiftiLabels(maskPath);
        expect(mask.header).toMatchObject({ size: [2, 3, 1], channels: 1, affine: header.affine });
        expect([...mask.labels.data]).toEqual([0, 1, 0, 1, 1, 0]);
      }
    }
  });

  it('puts labels back where the source has them: same order, same affine bytes, whatever the orientation, version and byte order', async () => {
    await fc.assert(
      fc.asyncProperty(
        affines,
        fc.constantFrom(1, 2) as fc.Arbitrary<1 | 2>,
        fc.boolean(),
        async (sform: Affine, version, littleEndian) => {
          // A label image whose mask must come back unchanged.
          const voxels = count(24).map((value) => value % 7);
          const bytes = buildNifti({
            version,
            littleEndian,
            dims: [3, 2, 3, 4],
            datatype: 4,
            voxels,
            sform,
            sformCode: 2,
            qformCode: 1,
            pixdim: [-1, 2, 3, 4],
            quaternion: [0.1, 0.2, 0.3],
          });
          writeFileSync(path, bytes);
          const { header, labels } = await readNiftiLabels(path);
          await writeMask(maskPath, labels.data, header);
          const written = gunzipSync(readFileSync(maskPath));
          expect([...written.subarray(header.dataOffset)]).toEqual(voxels);
          const [from, to] = version === 1 ? [252, 328] : [344, 496];
          expect([...written.subarray(from, to)]).toEqual([...bytes.subarray(from, to)]);
          const again = await readNiftiLabels(maskPath);
          expect(again.header.affine).toEqual(header.affine);
          expect(again.header.datatype.name).toBe('uint8');
          expect(again.labels).toEqual(labels);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('drops the scaling and the description of the source', async () => {
    writeFileSync(path, buildNifti({ datatype: 4, slope: 0.5, intercept: 3, voxels: count(8) }));
    const { header } = await readNifti(path);
    const bytes = maskHeader(header);
    const view = new DataView(bytes.buffer);
    expect([view.getFloat32(112, true), view.getFloat32(116, true), view.getFloat32(108, true)]).toEqual([1, 0, 352]);
    expect(Buffer.from(bytes.subarray(148, 163)).toString()).toBe('LLM-SegNet mask');
    expect(Buffer.from(bytes).includes('scanner')).toBe(false);
  });

  it('writes the same bytes twice', async () => {
    const header = newHeader([2, 2, 2], scalingAffine([1, 1, 1]), [1, 1, 1]);
    await writeMask(maskPath, new Uint8Array(8), header);
    const first = readFileSync(maskPath);
    await writeMask(maskPath, new Uint8Array(8), header);
    expect(readFileSync(maskPath).equals(first)).toBe(true);
  });

  it('makes a header for a volume that never was a file', async () => {
    await writeMask(maskPath, Uint8Array.from(count(24)), newHeader([2, 3, 4], scalingAffine([0.5, 1, 2]), [0.5, 1, 2]));
    const { labels, header } = await readNiftiLabels(maskPath);
    expect(labels).toEqual({ size: [2, 3, 4], spacing: [0.5, 1, 2], data: Uint8Array.from(count(24)) });
    expect(header.affineSource).toBe('sform');
  });

  it('refuses a mask of another size', async () => {
    const header = newHeader([2, 2, 2], scalingAffine([1, 1, 1]), [1, 1, 1]);
    await expect(writeMask(maskPath, new Uint8Array(7), header)).rejects.toThrow(/7 voxels given for a grid of 2 x 2 x 2/);
  });
});
