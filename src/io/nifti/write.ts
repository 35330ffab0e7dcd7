import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Affine } from '../../core/volume/affine';
import { closestOrientation, fromCanonical } from '../../core/volume/orientation';
import type { Triple } from '../../core/volume/types';
import { writeFileAtomic } from '../atomic';
import type { NiftiHeader } from './header';
import { HEADER_BYTES } from './header';

const compress = promisify(gzip);

/** What a header needs to tell where a grid lies. */
export interface GridHeader extends Pick<NiftiHeader, 'version' | 'littleEndian' | 'size' | 'affine' | 'bytes'> {
  /** Goes into the description of masks: what a reader of the mask must know of its grid. */
  readonly note?: string;
}

function writeText(bytes: Uint8Array, start: number, length: number, text: string): void {
  bytes.fill(0, start, start + length);
  bytes.set(Buffer.from(text, 'latin1').subarray(0, length - 1), start);
}

/** A mask of an image with channels has none: its fourth axis goes. Other headers stay as they are. */
function oneVolume(view: DataView, { version, littleEndian }: GridHeader): void {
  if (version === 1 && view.getInt16(48, littleEndian) > 1) {
    view.setInt16(40, 3, littleEndian);
    view.setInt16(48, 1, littleEndian);
  } else if (version === 2 && view.getBigInt64(48, littleEndian) > 1n) {
    view.setBigInt64(16, 3n, littleEndian);
    view.setBigInt64(48, 1n, littleEndian);
  }
}

/**
 * The source's header with the voxels declared to be uint8 labels: datatype, bitpix, scaling, display range, intent, slice timing,
 * description, a fourth axis of channels. Sizes, voxel sizes, units, qform and sform stay byte for byte, in the source's byte order.
 */
export function maskHeader(source: GridHeader): Uint8Array {
  const description = source.note === undefined ? 'LLM-SegNet mask' : `LLM-SegNet mask. ${source.note}`;
  const length = HEADER_BYTES[source.version];
  const bytes = new Uint8Array(length + 4);
  bytes.set(source.bytes);
  const view = new DataView(bytes.buffer);
  const little = source.littleEndian;
  oneVolume(view, source);
  if (source.version === 1) {
    bytes.fill(0, 56, 70); // intent_p1..3, intent_code
    view.setInt16(70, 2, little);
    view.setInt16(72, 8, little);
    bytes.fill(0, 74, 76); // slice_start
    view.setFloat32(108, length + 4, little);
    view.setFloat32(112, 1, little);
    bytes.fill(0, 116, 123); // scl_inter, slice_end, slice_code
    bytes.fill(0, 124, 148); // cal_max, cal_min, slice_duration, toffset, glmax, glmin
    writeText(bytes, 148, 80, description);
    bytes.fill(0, 228, 252); // aux_file
    bytes.fill(0, 328, 344); // intent_name
  } else {
    view.setInt16(12, 2, little);
    view.setInt16(14, 8, little);
    bytes.fill(0, 80, 104); // intent_p1..3
    view.setBigInt64(168, BigInt(length + 4), little);
    view.setFloat64(176, 1, little);
    bytes.fill(0, 184, 240); // scl_inter, cal_max, cal_min, slice_duration, toffset, slice_start, slice_end
    writeText(bytes, 240, 80, description);
    bytes.fill(0, 320, 344); // aux_file
    bytes.fill(0, 496, 500); // slice_code
    bytes.fill(0, 504, 524); // intent_code, intent_name
  }
  return bytes;
}

/** A NIfTI-1 header for a volume that never was a file, such as a phantom: sform, voxel sizes, millimetres. */
export function newHeader(size: Triple, affine: Affine, spacing: Triple): GridHeader {
  const bytes = new Uint8Array(HEADER_BYTES[1]);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  for (const [axis, extent] of [3, ...size, 1, 1, 1, 1].entries()) view.setInt16(40 + 2 * axis, extent, true);
  for (const [axis, step] of [1, ...spacing, 1, 1, 1, 1].entries()) view.setFloat32(76 + 4 * axis, step, true);
  bytes[123] = 2; // millimetres
  view.setInt16(254, 2, true); // sform_code: aligned
  for (const [place, value] of affine.flat().entries()) view.setFloat32(280 + 4 * place, value, true);
  bytes.set(Buffer.from('n+1\0', 'latin1'), 344);
  return { version: 1, littleEndian: true, size, affine, bytes };
}

/**
 * Writes a label volume (RAS+ order, as the product holds it) as .nii.gz on the source's own grid: its voxel order, its affine.
 * Throws when the lengths differ, FileError when the disk refuses.
 */
export async function writeMask(path: string, mask: Uint8Array, source: GridHeader): Promise<void> {
  const stored = fromCanonical(mask, source.size, closestOrientation(source.affine));
  await writeFileAtomic(path, await compress(Buffer.concat([maskHeader(source), stored])));
}

/** Writes an image (RAS+ order) as float32 .nii.gz on a grid of newHeader. Throws FileError when the disk refuses. */
export async function writeImage(path: string, image: Float32Array, grid: GridHeader): Promise<void> {
  const bytes = new Uint8Array(HEADER_BYTES[1] + 4);
  bytes.set(grid.bytes);
  const view = new DataView(bytes.buffer);
  view.setInt16(70, 16, true);
  view.setInt16(72, 32, true);
  view.setFloat32(108, bytes.length, true);
  view.setFloat32(112, 1, true);
  const stored = fromCanonical(image, grid.size, closestOrientation(grid.affine));
  const voxels = new Uint8Array(4 * stored.length);
  const target = new DataView(voxels.buffer);
  for (const [index, value] of stored.entries()) target.setFloat32(4 * index, value, true);
  await writeFileAtomic(path, await compress(Buffer.concat([bytes, voxels])));
}
