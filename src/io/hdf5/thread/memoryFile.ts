import { open, stat } from 'node:fs/promises';
import { asFileError, FileError } from '../../fileError';
import { refuseForeignContent } from '../../foreignContent';
import type { H5Module, File as Hdf5File } from './library';
import { hdf5Library } from './library';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Bytes of a regular file within the limit that begins as an HDF5 file does. */
async function readBytes(path: string, mostBytes: number): Promise<Uint8Array> {
  // Before opening: to open a pipe that nobody writes to would wait for ever.
  const found = await stat(path);
  if (!found.isFile()) throw new FileError(path, 'file', 'this is not a regular file.', 'Name an .h5 file.');
  if (found.size > mostBytes)
    throw new FileError(path, 'file', `${found.size} bytes, more than the ${mostBytes} allowed.`, 'Crop or resample the volume.');
  const handle = await open(path, 'r');
  try {
    const bytes = new Uint8Array(found.size);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

let opened = 0;

/** The last lines of HDF5's own report say most; its paths and addresses say nothing to a reader. */
function causeOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const minor = [...text.matchAll(/minor: (.+)/g)].map((match) => (match[1] ?? '').trim());
  return minor.at(-1) ?? text.split('\n')[0] ?? 'unknown';
}

/** The library itself failed: what it has kept of this file can harm the next one. */
export class LibraryFailure extends FileError {
  constructor(path: string, cause: unknown) {
    super(path, 'HDF5', `it cannot be read (${causeOf(cause)}).`, 'The file is damaged or cut off: copy it again.', { cause });
  }
}

function close(path: string, file: Hdf5File | undefined): void {
  try {
    file?.close();
  } catch (error) {
    throw new LibraryFailure(path, error);
  }
}

/**
 * Runs `work` on an HDF5 file. The library sees a copy in its own memory and no disk at all, so external links, external storage and
 * virtual data sets of a hostile file lead nowhere, and errors are thrown in place of being printed. Throws FileError.
 */
export async function withHdf5<T>(
  path: string,
  mostBytes: number,
  work: (file: Hdf5File, module: H5Module, bytes: number) => T,
): Promise<T> {
  const bytes = await readBytes(path, mostBytes).catch((error: unknown) => {
    throw asFileError(path, error);
  });
  // A user block may come first, but files of this field have none.
  if (SIGNATURE.some((byte, index) => bytes[index] !== byte)) {
    refuseForeignContent(path, bytes);
    throw new FileError(path, 'signature', 'this is not an HDF5 file.', 'Check the file, or copy it again.');
  }
  const { File, module } = await hdf5Library();
  // A name of its own each time: the library shares state between openings of one name, also after an error.
  const name = `/${opened++}.h5`;
  // The library may have these bytes for its own: they are not copied.
  module.FS.writeFile(name, bytes, { canOwn: true });
  let file: Hdf5File | undefined;
  try {
    file = new File(name, 'r');
    return work(file, module, bytes.length);
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new LibraryFailure(path, error);
  } finally {
    close(path, file);
    module.FS.unlink(name);
  }
}
