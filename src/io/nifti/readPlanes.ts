import { voxelCount } from '../../core/volume/types';
import { FileError } from '../fileError';
import { requireMemory } from '../memory';
import type { ByteStream } from './byteStream';
import { MOST_INFLATION, openByteStream } from './byteStream';
import { decodeVoxels, swapBytes } from './datatype';
import type { NiftiHeader } from './header';
import { HEADER_BYTES, identifyNifti, parseHeader } from './header';
import type { NiftiLimits } from './limits';
import { DEFAULT_LIMITS } from './limits';

export interface PlaneVisitor {
  /** Once, before the first plane. */
  readonly header: (header: NiftiHeader) => void;
  /**
   * Stored plane k (x fastest) of a channel: the file's own integers where they need no scaling, else float32. The values are overwritten
   * by the next plane.
   */
  readonly plane: (k: number, values: ArrayLike<number>, channel: number) => void;
  /** Bytes that the visitor will hold a voxel. */
  readonly bytesPerVoxel: number;
  /** Only the first, or all of them. */
  readonly channels: 'first' | 'all';
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

async function skip(stream: ByteStream, count: number): Promise<void> {
  const block = new Uint8Array(Math.min(count, 1 << 16));
  for (let left = count; left > 0; left -= block.length) await stream.fill(block.subarray(0, Math.min(left, block.length)));
}

/**
 * Reads a .nii or .nii.gz plane by plane in file order: a large volume can be shown before it is read whole, and is held as its reader
 * keeps it, never as it is stored. Throws FileError, before anything is allocated where the volume would take too much memory.
 */
export async function readPlanes(path: string, visitor: PlaneVisitor, limits: NiftiLimits = DEFAULT_LIMITS): Promise<void> {
  const stream = await openByteStream(path, limits.fileBytes);
  try {
    const { header, consumed } = await readHeaderFrom(path, stream, limits);
    const { datatype, slope, intercept, dataOffset, size } = header;
    const channels = visitor.channels === 'all' ? header.channels : 1;
    const bytes = size[0] * size[1] * datatype.bytes;
    const needed = dataOffset + bytes * size[2] * channels;
    const truncated = (found: number): FileError =>
      new FileError(
        path,
        'voxels',
        `the header promises ${needed} bytes (${size.join(' x ')} ${datatype.name}), the file holds at most ${found}.`,
        'The file is cut off: copy or download it again.',
      );
    const available = stream.fileBytes * (stream.compressed ? MOST_INFLATION : 1);
    if (needed > available) throw truncated(available);
    // A plane as stored, and as float32.
    const plane = bytes + 4 * size[0] * size[1];
    requireMemory(path, size, voxelCount(size) * channels * visitor.bytesPerVoxel + plane);
    visitor.header(header);
    await skip(stream, dataOffset - consumed);
    const plain = slope === 1 && intercept === 0 && datatype.bytes <= 2;
    const block = new Uint8Array(bytes);
    for (let place = 0; place < size[2] * channels; place++) {
      const filled = await stream.fill(block);
      if (filled < bytes) throw truncated(dataOffset + place * bytes + filled);
      if (!header.littleEndian) swapBytes(block, datatype.bytes);
      const values = plain ? (datatype.view(block) as ArrayLike<number>) : decodeVoxels(block, datatype, slope, intercept);
      visitor.plane(place % size[2], values, Math.floor(place / size[2]));
    }
    const isWhole = channels === header.channels;
    if (stream.compressed && isWhole) await stream.fill(new Uint8Array(TRAILER_BYTES));
  } finally {
    await stream.close();
  }
}
