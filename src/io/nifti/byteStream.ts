import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { asFileError, FileError, systemCode } from '../fileError';

/** Deflate cannot shrink more than this (RFC 1951: 258 bytes in 2 bits), so a promise beyond it is a lie known before reading. */
export const MOST_INFLATION = 1032;

export interface ByteStream {
  /** Bytes of the file on disk. */
  readonly fileBytes: number;
  readonly compressed: boolean;
  /** Fills `target` from the stream; returns how many bytes there were before the end. */
  fill(target: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

const GZIP_PROBLEMS: Readonly<Record<string, string>> = {
  Z_DATA_ERROR: 'the compressed data are damaged.',
  Z_BUF_ERROR: 'the compressed data end too early.',
};

/** Size and compression (by content, not by name) of a regular file within the limit. */
async function inspect(path: string, mostBytes: number): Promise<{ fileBytes: number; compressed: boolean }> {
  // Before opening: to open a pipe that nobody writes to would wait for ever.
  const { size } = await stat(path).then((found) => {
    if (!found.isFile()) throw new FileError(path, 'file', 'this is not a regular file.', 'Name a .nii or .nii.gz file.');
    return found;
  });
  if (size > mostBytes) {
    throw new FileError(path, 'file', `${size} bytes, more than the ${mostBytes} allowed.`, 'Crop or resample the volume.');
  }
  const handle = await open(path, 'r');
  try {
    const mark = new Uint8Array(2);
    const { bytesRead } = await handle.read(mark, 0, 2, 0);
    return { fileBytes: size, compressed: bytesRead === 2 && mark[0] === 0x1f && mark[1] === 0x8b };
  } finally {
    await handle.close();
  }
}

/**
 * Opens a file for reading in order, inflating gzip on the way. Nothing is held but one block, so a file that inflates without end
 * costs no more than what is asked for. Errors are FileErrors.
 */
export async function openByteStream(path: string, mostBytes: number): Promise<ByteStream> {
  const { fileBytes, compressed } = await inspect(path, mostBytes).catch((error: unknown) => {
    throw asFileError(path, error);
  });
  const source = createReadStream(path, { highWaterMark: 1 << 18 });
  const stream = compressed ? createGunzip({ chunkSize: 1 << 18 }) : source;
  if (stream !== source) {
    source.on('error', (error) => stream.destroy(error));
    source.pipe(stream as ReturnType<typeof createGunzip>);
  }
  const blocks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Uint8Array = new Uint8Array(0);

  async function nextBlock(): Promise<Uint8Array | null> {
    try {
      const next = await blocks.next();
      return next.done ? null : next.value;
    } catch (error) {
      const problem = GZIP_PROBLEMS[systemCode(error) ?? ''];
      if (problem !== undefined) throw new FileError(path, 'gzip', problem, 'Copy or download the file again.', { cause: error });
      throw asFileError(path, error);
    }
  }

  return {
    fileBytes,
    compressed,
    async fill(target) {
      let filled = 0;
      while (filled < target.length) {
        if (rest.length === 0) {
          const block = await nextBlock();
          if (block === null) return filled;
          rest = block;
        }
        const taken = rest.subarray(0, target.length - filled);
        target.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
      }
      return filled;
    },
    async close() {
      source.destroy();
      await blocks.return?.();
    },
  };
}
