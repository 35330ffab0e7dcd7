import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildNifti, count } from '../io/nifti/build';

const MARKUP = '<img src=x onerror=alert(1)>';

/** A whole volume of 4 x 4 x 4 voxels whose texts are markup. */
function withMarkup(): Uint8Array {
  const bytes = buildNifti({ dims: [3, 4, 4, 4], datatype: 4, voxels: count(64) });
  // descrip, aux_file and intent_name of the NIfTI-1 header.
  for (const [place, length] of [
    [148, 80],
    [228, 24],
    [328, 16],
  ] as const)
    bytes.set(Buffer.from(MARKUP.slice(0, length)), place);
  return bytes;
}

export interface HostileVolume {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the viewer says of it; null: it is shown like any other. */
  readonly says: RegExp | null;
}

const flat = { dims: [3, 4, 4, 4], datatype: 4, voxels: count(64) } as const;

/** Volumes as a stranger may send them. */
export const HOSTILE_VOLUMES: readonly HostileVolume[] = [
  {
    name: 'huge.nii',
    bytes: buildNifti({ ...flat, dims: [3, 32767, 32767, 32767] }),
    says: /dim: 32767 x 32767 x 32767 voxels, more than/,
  },
  {
    name: 'huge2.nii.gz',
    bytes: gzipSync(buildNifti({ ...flat, version: 2, dims: [3, 2 ** 40, 2 ** 40, 2] })),
    says: /dim: .* voxels, more than/,
  },
  {
    name: 'liar.nii.gz',
    bytes: gzipSync(buildNifti({ ...flat, dims: [3, 512, 512, 512] })),
    says: /cut off: copy or download it again/,
  },
  { name: 'negative.nii', bytes: buildNifti({ ...flat, dims: [3, -4, 4, 4] }), says: /dim\[1\]: the size is -4/ },
  { name: 'empty.nii', bytes: buildNifti({ ...flat, dims: [3, 4, 0, 4] }), says: /dim\[2\]: the size is 0/ },
  {
    name: 'nan.nii',
    bytes: buildNifti({
      ...flat,
      sformCode: 1,
      sform: [
        [Number.NaN, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, Number.POSITIVE_INFINITY, 0],
      ],
    }),
    says: /srow_x, srow_y, srow_z: the affine has numbers that are not finite/,
  },
  { name: 'step.nii', bytes: buildNifti({ ...flat, pixdim: [1, Number.NaN, 1, 1] }), says: /pixdim\[1\]: the voxel size is NaN/ },
  { name: 'cut.nii.gz', bytes: gzipSync(buildNifti(flat)).subarray(0, 60), says: /compressed data end too early|cut off/ },
  { name: 'text.nii.gz', bytes: Buffer.from(`${MARKUP.repeat(20)}`), says: /sizeof_hdr: this is not a NIfTI file/ },
  { name: 'magic.nii', bytes: buildNifti({ ...flat, magic: '<b>x' }), says: /magic: "<b>x" is not a NIfTI mark/ },
  {
    name: 'offset.nii',
    bytes: buildNifti({ ...flat, offset: 352 }).map((byte, place) => (place >= 108 && place < 112 ? 255 : byte)),
    says: /vox_offset/,
  },
  { name: `${MARKUP.replaceAll('/', '')}.nii`, bytes: withMarkup(), says: null },
  {
    name: 'voxels.nii',
    bytes: buildNifti({ ...flat, datatype: 16, voxels: [Number.NaN, Number.POSITIVE_INFINITY, -1e38, ...count(61)] }),
    says: null,
  },
];

/** Writes one of them; returns its path. */
export function writeHostile(folder: string, { name, bytes }: HostileVolume): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
