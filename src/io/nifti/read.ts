import { affineSpacing } from '../../core/volume/affine';
import { joinChannels } from '../../core/volume/channels';
import { canonicalTriple, closestOrientation, toCanonical } from '../../core/volume/orientation';
import type { LabelVolume, Volume } from '../../core/volume/types';
import { voxelCount } from '../../core/volume/types';
import { FileError } from '../fileError';
import { labelValues } from '../labelValues';
import type { ByteStream } from './byteStream';
import { MOST_INFLATION, openByteStream } from './byteStream';
import { decodeVoxels, swapBytes } from './datatype';
import type { NiftiHeader } from './header';
import { HEADER_BYTES, identifyNifti, parseHeader } from './header';
import type { NiftiLimits } from './limits';
import { DEFAULT_LIMITS } from './limits';

/** A volume in RAS+ order with the header of the file it came from. */
export interface NiftiImage {
  readonly header: NiftiHeader;
  readonly volume: Volume;
}

export interface NiftiLabels {
  readonly header: NiftiHeader;
  readonly labels: LabelVolume;
}

/** Bytes read after the voxels so that gzip checks its sum; what follows beyond them is nobody's. */
const TRAILER_BYTES = 1 << 16;

/** Reads and checks the header from the start of a stream; `consumed` bytes are gone from it then. */
export async function readHeaderFrom(
  path: string,
  stream: ByteStream,
  limits: NiftiLimits,
): Promise<{ header: NiftiHeader; consumed: number }> {
  const start = new Uint8Array(HEADER_BYTES[2]);
  const first = await stream.fill(start.subarray(0, HEADER_BYTES[1]));
  const { version } = identifyNifti(path, start.subarray(0, first));
  const second = version === 2 ? await stream.fill(start.subarray(HEADER_BYTES[1])) : 0;
  const consumed = first + second;
  return { header: parseHeader(path, start.subarray(0, consumed), limits), consumed };
}

export async function skip(stream: ByteStream, count: number): Promise<void> {
  const block = new Uint8Array(Math.min(count, 1 << 16));
  for (let left = count; left > 0; left -= block.length) await stream.fill(block.subarray(0, Math.min(left, block.length)));
}

async function readStored(path: string, limits: NiftiLimits): Promise<{ header: NiftiHeader; stored: Float32Array }> {
  const stream = await openByteStream(path, limits.fileBytes);
  try {
    const { header, consumed } = await readHeaderFrom(path, stream, limits);
    const bytes = voxelCount(header.size) * header.channels * header.datatype.bytes;
    const needed = header.dataOffset + bytes;
    const available = stream.compressed ? stream.fileBytes * MOST_INFLATION : stream.fileBytes;
    const truncated = (found: number): FileError =>
      new FileError(
        path,
        'voxels',
        `the header promises ${needed} bytes (${header.size.join(' x ')} ${header.datatype.name}), the file holds at most ${found}.`,
        'The file is cut off: copy or download it again.',
      );
    if (needed > available) throw truncated(available);
    await skip(stream, header.dataOffset - consumed);
    const block = new Uint8Array(bytes);
    const filled = await stream.fill(block);
    if (filled < bytes) throw truncated(header.dataOffset + filled);
    if (stream.compressed) await stream.fill(new Uint8Array(TRAILER_BYTES));
    if (!header.littleEndian) swapBytes(block, header.datatype.bytes);
    return { header, stored: decodeVoxels(block, header.datatype, header.slope, header.intercept) };
  } finally {
    await stream.close();
  }
}

/** Reads a .nii or .nii.gz image, every channel of it, into RAS+ order, scaled by its slope and intercept. Throws FileError. */
export async function readNifti(path: string, limits: NiftiLimits = DEFAULT_LIMITS): Promise<NiftiImage> {
  const { header, stored } = await readStored(path, limits);
  const orientation = closestOrientation(header.affine);
  const size = canonicalTriple(header.size, orientation);
  const spacing = canonicalTriple(affineSpacing(header.affine), orientation);
  const voxels = voxelCount(size);
  const channels = Array.from({ length: header.channels }, (_, channel) => {
    const one = stored.subarray(channel * voxels, (channel + 1) * voxels);
    return { size, spacing, data: toCanonical(one, header.size, orientation) };
  });
  return { header, volume: joinChannels(channels) };
}

/** Reads and checks a header alone. Throws FileError. */
export async function readNiftiHeader(path: string, limits: NiftiLimits = DEFAULT_LIMITS): Promise<NiftiHeader> {
  const stream = await openByteStream(path, limits.fileBytes);
  try {
    return (await readHeaderFrom(path, stream, limits)).header;
  } finally {
    await stream.close();
  }
}

/** Reads a label image: whole numbers 0 to 255 in any voxel type. Throws FileError that names the first value that is none. */
export async function readNiftiLabels(path: string, limits: NiftiLimits = DEFAULT_LIMITS): Promise<NiftiLabels> {
  const { header, volume } = await readNifti(path, limits);
  if (header.channels > 1)
    throw new FileError(path, 'dim[4]', `${header.channels} volumes in one file of labels.`, 'Save one label volume.');
  return { header, labels: { size: volume.size, spacing: volume.spacing, data: labelValues(path, volume.data) } };
}
