import { randomBytes } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asFileError, systemCode } from './fileError';

/** One block or several in order; blocks are written as they come, so a large file needs no second copy in memory. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array>;

function* blocksOf(content: FileContent): Iterable<Uint8Array> {
  if (typeof content === 'string') yield Buffer.from(content, 'utf8');
  else if (content instanceof Uint8Array) yield content;
  else yield* content;
}

/** Makes renames in a folder durable. Systems that cannot sync a folder (Windows, some network disks) do without. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!['EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'EBADF', 'ENOTSUP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error;
  }
}

async function writeAll(path: string, content: FileContent): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    for (const block of blocksOf(content)) {
      let offset = 0;
      while (offset < block.byteLength) {
        const { bytesWritten } = await handle.write(block, offset, block.byteLength - offset);
        offset += bytesWritten;
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file so that a reader, a crash or a power cut sees the old content or the new, never a part: a temporary file in the same
 * folder, fsync, rename, fsync of the folder. Throws FileError; the temporary file is then gone.
 */
export async function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  const temporary = join(dirname(path), `.${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeAll(temporary, content);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw asFileError(path, error);
  }
}
