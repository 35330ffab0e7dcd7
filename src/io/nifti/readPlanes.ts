import { FileError } from '../fileError';
import { MOST_INFLATION, openByteStream } from './byteStream';
import { decodeVoxels, swapBytes } from './datatype';
import type { NiftiHeader } from './header';
import type { NiftiLimits } from './limits';
import { DEFAULT_LIMITS } from './limits';
import { readHeaderFrom, skip } from './read';

export interface PlaneVisitor {
  /** Once, before the first plane. */
  readonly header: (header: NiftiHeader) => void;
  /** Stored plane k (x fastest): the file's own integers where they need no scaling, else float32. */
  readonly plane: (k: number, values: ArrayLike<number>) => void;
}

/** Reads a .nii or .nii.gz plane by plane in file order, so that a large volume can be shown before it is read whole. Throws FileError. */
export async function readPlanes(path: string, visitor: PlaneVisitor, limits: NiftiLimits = DEFAULT_LIMITS): Promise<void> {
  const stream = await openByteStream(path, limits.fileBytes);
  try {
    const { header, consumed } = await readHeaderFrom(path, stream, limits);
    const { datatype, slope, intercept, dataOffset, size } = header;
    const bytes = size[0] * size[1] * datatype.bytes;
    const truncated = (): FileError =>
      new FileError(
        path,
        'voxels',
        `the file ends before the ${size.join(' x ')} voxels its header promises.`,
        'The file is cut off: copy or download it again.',
      );
    // Before anything is allocated for voxels that cannot be there.
    if (dataOffset + bytes * size[2] > stream.fileBytes * (stream.compressed ? MOST_INFLATION : 1)) throw truncated();
    visitor.header(header);
    await skip(stream, dataOffset - consumed);
    const plain = slope === 1 && intercept === 0 && datatype.bytes <= 2;
    for (let k = 0; k < size[2]; k++) {
      const block = new Uint8Array(bytes);
      if ((await stream.fill(block)) < bytes) throw truncated();
      if (!header.littleEndian) swapBytes(block, datatype.bytes);
      visitor.plane(k, plain ? (datatype.view(block) as ArrayLike<number>) : decodeVoxels(block, datatype, slope, intercept));
    }
  } finally {
    await stream.close();
  }
}
