import { isUtf8 } from 'node:buffer';
import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import { asFileError, FileError, systemCode } from './fileError';

/** What a text file should be, for its errors, and how large one may be. */
export interface TextFileKind {
  /** As in "70000 bytes are no list of cases." */
  readonly what: string;
  readonly mostBytes: number;
  /** What to do when it is far too large. */
  readonly fix: string;
}

function describeOther(file: Stats): string {
  if (file.isFIFO()) return 'a pipe';
  if (file.isSocket()) return 'a socket';
  return 'a device';
}

/** A pipe never ends, or never begins; a device may be endless, and do something when it is opened. */
function requireRegular(path: string, file: Stats): void {
  if (file.isFile()) return;
  if (file.isDirectory()) throw new FileError(path, 'file', 'it is a folder.', 'Name a file inside it.');
  throw new FileError(path, 'file', `it is ${describeOther(file)}, not a file.`, 'Write its content to a file, and name that.');
}

/** Never more than the limit and one byte, whatever size the system tells: a file may grow, and those of /proc have size 0. */
async function readAtMost(handle: FileHandle, limit: number, size: number): Promise<Buffer> {
  let bytes = Buffer.allocUnsafe(Math.min(size, limit) + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null);
    length += bytesRead;
    if (bytesRead === 0 || length > limit) return bytes.subarray(0, length);
    if (length === bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(2 * length + 4096, limit + 1));
      bytes.copy(larger, 0, 0, length);
      bytes = larger;
    }
  }
}

/** With a byte order mark, or without one when the first characters are Latin. */
function isUtf16([first, second, third, fourth]: Uint8Array): boolean {
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return marked || (first === 0 && second !== 0 && third === 0) || (first !== 0 && second === 0 && fourth === 0);
}

/** Counted from 1. A newline is never part of another character. */
function firstLineNotUtf8(bytes: Uint8Array): number {
  for (let line = 1, start = 0; ; line++) {
    const newline = bytes.indexOf(0x0a, start);
    if (newline < 0 || !isUtf8(bytes.subarray(start, newline))) return line;
    start = newline + 1;
  }
}

/** Text of UTF-8 bytes without their byte order mark. Throws FileError for another encoding. */
function decodeText(path: string, bytes: Uint8Array): string {
  const fix = 'Save it as UTF-8.';
  if (isUtf16(bytes)) throw new FileError(path, 'file', 'it is UTF-16 text.', fix);
  if (!isUtf8(bytes)) throw new FileError(path, `line ${firstLineNotUtf8(bytes)}`, 'it is not UTF-8 text.', fix);
  return new TextDecoder('utf-8').decode(bytes);
}

/** A regular file, open for reading. Throws FileError for anything else. */
async function openRegular(path: string): Promise<FileHandle> {
  requireRegular(path, await stat(path));
  // It may have become a pipe by now: opening one would wait for its writer.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    requireRegular(path, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The text of a file that somebody else wrote: a regular file of bounded size in UTF-8; its byte order mark is left out. Every text file
 * is read here. Throws FileError.
 */
export async function readTextFile(path: string, { what, mostBytes, fix }: TextFileKind): Promise<string> {
  try {
    const handle = await openRegular(path);
    try {
      const tooLarge = (size: string): FileError => new FileError(path, 'file', `${size} bytes are no ${what}.`, fix);
      const { size } = await handle.stat();
      if (size > mostBytes) throw tooLarge(String(size));
      const bytes = await readAtMost(handle, mostBytes, size);
      if (bytes.length > mostBytes) throw tooLarge(`more than ${mostBytes}`);
      return decodeText(path, bytes);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asFileError(path, error);
  }
}

/** As readTextFile; null when there is no such file. */
export async function readTextFileIfAny(path: string, kind: TextFileKind): Promise<string | null> {
  return readTextFile(path, kind).catch((error: unknown) => {
    const cause = error instanceof FileError ? error.cause : undefined;
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(cause) ?? '')) return null;
    throw error;
  });
}

/** Whether a regular file begins with the mark of UTF-8, which readTextFile leaves out. Throws FileError. */
export async function hasByteOrderMark(path: string): Promise<boolean> {
  try {
    const handle = await openRegular(path);
    try {
      return (await readAtMost(handle, 2, 2)).equals(Buffer.from('\ufeff'));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asFileError(path, error);
  }
}

/** What a program wrote for itself: run.json, data.json and their like. Larger is damage. */
export const OWN_FILE: TextFileKind = {
  what: 'file of LLM-SegNet',
  mostBytes: 256 * 2 ** 20,
  fix: 'Bring the file back from a copy.',
};
