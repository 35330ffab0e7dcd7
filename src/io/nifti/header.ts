import { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import type { Affine } from '../../core/volume/affine';
import type { Triple } from '../../core/volume/types';
import { FileError } from '../fileError';
import { refuseForeignContent } from '../foreignContent';
import type { Datatype } from './datatype';
import { DATATYPES, OTHER_DATATYPES } from './datatype';
import type { AffineSource } from './headerAffine';
import { headerAffine } from './headerAffine';
import type { NiftiLimits } from './limits';

/** What a checked NIfTI-1 or NIfTI-2 header says, in file order: the first stored axis is called x whatever it means in the body. */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  readonly size: Triple;
  /** Volumes along the fourth axis: the channels of an image. */
  readonly channels: number;
  readonly datatype: Datatype;
  /** Where the voxels start in the inflated file. */
  readonly dataOffset: number;
  /** Stored numbers are slope * stored + intercept. */
  readonly slope: number;
  readonly intercept: number;
  /** Voxel index to millimetres. */
  readonly affine: Affine;
  readonly affineSource: AffineSource;
  /** The header as it stands in the file (348 or 540 bytes), so that masks can carry the same geometry bit for bit. */
  readonly bytes: Uint8Array;
}

/** Enough of a file's start to hold either header. */
export const HEADER_BYTES = { 1: 348, 2: 540 } as const;

const CONVERT = 'Convert it to single-file NIfTI (.nii or .nii.gz).';

/** Version and byte order from sizeof_hdr and magic; throws FileError when the bytes are not a single-file NIfTI. */
export function identifyNifti(file: string, start: Uint8Array): { version: 1 | 2; littleEndian: boolean } {
  refuseForeignContent(file, start);
  if (start.length < HEADER_BYTES[1]) {
    throw new FileError(file, 'header', `the file has ${start.length} bytes, fewer than a NIfTI header.`, 'Copy it again.');
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  for (const littleEndian of [true, false]) {
    const headerSize = view.getInt32(0, littleEndian);
    if (headerSize !== 348 && headerSize !== 540) continue;
    const version = headerSize === 348 ? 1 : 2;
    const place = version === 1 ? 344 : 4;
    const magic = String.fromCharCode(...start.subarray(place, place + 4));
    if (magic === `ni${version}\0`) throw new FileError(file, 'magic', 'the voxels are in a separate .img file.', CONVERT);
    if (magic !== `n+${version}\0`) {
      throw new FileError(file, 'magic', `${JSON.stringify(magic)} is not a NIfTI mark (an Analyze file has none).`, CONVERT);
    }
    return { version, littleEndian };
  }
  throw new FileError(file, 'sizeof_hdr', 'this is not a NIfTI file.', CONVERT);
}

function sizeOf(file: string, header: NIFTI1 | NIFTI2): { size: Triple; channels: number } {
  const rank = header.dims[0] ?? 0;
  if (!Number.isInteger(rank) || rank < 1 || rank > 7) {
    throw new FileError(file, 'dim[0]', `${rank} dimensions; NIfTI allows 1 to 7.`, 'Write the file again.');
  }
  const extent = (axis: number): number => {
    if (axis > rank) return 1;
    const value = header.dims[axis] ?? 0;
    if (!Number.isInteger(value) || value < 1)
      throw new FileError(file, `dim[${axis}]`, `the size is ${value}.`, 'Write the file again.');
    return value;
  };
  for (let axis = 5; axis <= rank; axis++) {
    if (extent(axis) !== 1) {
      throw new FileError(
        file,
        `dim[${axis}]`,
        `${extent(axis)} volumes along axis ${axis}.`,
        'Save the channels along the fourth axis, or each 3D volume in a file of its own.',
      );
    }
  }
  return { size: [extent(1), extent(2), extent(3)], channels: extent(4) };
}

function datatypeOf(file: string, header: NIFTI1 | NIFTI2): Datatype {
  const datatype = DATATYPES.get(header.datatypeCode);
  if (!datatype) {
    const name = OTHER_DATATYPES.get(header.datatypeCode) ?? 'unknown to the standard';
    throw new FileError(
      file,
      'datatype',
      `code ${header.datatypeCode} (${name}).`,
      'Save it with integer or floating-point voxels.',
    );
  }
  if (header.numBitsPerVoxel !== 8 * datatype.bytes && header.numBitsPerVoxel !== 0) {
    throw new FileError(
      file,
      'bitpix',
      `${header.numBitsPerVoxel} bits do not fit the datatype ${datatype.name}.`,
      'The header is damaged: write the file again.',
    );
  }
  return datatype;
}

function offsetOf(file: string, header: NIFTI1 | NIFTI2, version: 1 | 2, limits: NiftiLimits): number {
  const least = HEADER_BYTES[version] + 4;
  const offset = header.vox_offset === 0 ? least : header.vox_offset;
  if (!Number.isInteger(offset) || offset < least || offset > limits.inflatedBytes) {
    throw new FileError(
      file,
      'vox_offset',
      `the voxels cannot start at byte ${header.vox_offset}.`,
      `Set it to ${least} or more.`,
    );
  }
  return offset;
}

function scalingOf(file: string, header: NIFTI1 | NIFTI2): { slope: number; intercept: number } {
  const { scl_slope: slope, scl_inter: intercept } = header;
  // The standard: a slope of 0 means "not scaled". Writers also leave NaN there.
  if (slope === 0 || Number.isNaN(slope)) return { slope: 1, intercept: 0 };
  if (!Number.isFinite(slope)) throw new FileError(file, 'scl_slope', `the slope is ${slope}.`, 'Set it to 1.');
  if (!Number.isFinite(intercept)) throw new FileError(file, 'scl_inter', `the intercept is ${intercept}.`, 'Set it to 0.');
  return { slope, intercept };
}

/**
 * Checks and reads a header from the first bytes of an inflated file. Throws FileError that names the field; never another error.
 * nifti-reader-js is given exactly the header's bytes, so that it never walks into extensions.
 */
export function parseHeader(file: string, start: Uint8Array, limits: NiftiLimits): NiftiHeader {
  const { version, littleEndian } = identifyNifti(file, start);
  const length = HEADER_BYTES[version];
  if (start.length < length) throw new FileError(file, 'header', 'the file ends inside its header.', 'Copy it again.');
  const bytes = Uint8Array.from(start.subarray(0, length));
  const header = version === 1 ? new NIFTI1() : new NIFTI2();
  header.littleEndian = littleEndian;
  header.readHeader(bytes.buffer);

  const { size, channels } = sizeOf(file, header);
  const voxels = size[0] * size[1] * size[2] * channels;
  if (!(voxels <= limits.voxels)) {
    throw new FileError(
      file,
      'dim',
      `${[...size, ...(channels > 1 ? [channels] : [])].join(' x ')} voxels, more than the ${limits.voxels} allowed.`,
      'Crop or resample the volume.',
    );
  }
  const datatype = datatypeOf(file, header);
  const dataOffset = offsetOf(file, header, version, limits);
  if (dataOffset + voxels * datatype.bytes > limits.inflatedBytes) {
    throw new FileError(
      file,
      'dim',
      `the header promises ${dataOffset + voxels * datatype.bytes} bytes, more than the ${limits.inflatedBytes} allowed.`,
      'Crop or resample the volume.',
    );
  }
  const { affine, source } = headerAffine(file, header, new DataView(bytes.buffer));
  return {
    version,
    littleEndian,
    size,
    channels,
    datatype,
    dataOffset,
    ...scalingOf(file, header),
    affine,
    affineSource: source,
    bytes,
  };
}
