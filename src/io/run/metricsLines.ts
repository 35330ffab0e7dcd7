import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { systemCode } from '../fileError';

const BLOCK_BYTES = 1 << 18;
/** Longer lines than this are no record of ours: they are passed over, not kept. */
export const MOST_LINE_BYTES = 1 << 24;
const NEWLINE = 0x0a;

/** A file for reading; null when there is none. */
async function openIfAny(path: string): Promise<FileHandle | null> {
  return open(path, 'r').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
}

/**
 * The lines of a file in order, a few hundred at a time, so that no length of the file or of a line takes more memory than one block and
 * one line. Of blocks without any of `words` only the line that goes on into the next block is looked at.
 */
export async function* readLines(path: string, words: readonly string[] = []): AsyncGenerator<readonly string[]> {
  const handle = await openIfAny(path);
  if (handle === null) return;
  const isWanted = (bytes: Buffer): boolean => words.length === 0 || words.some((word) => bytes.includes(word));
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let begun: Buffer[] = [];
  let begunBytes = 0;
  try {
    for (;;) {
      const { bytesRead } = await handle.read(block, 0, block.length, null);
      if (bytesRead === 0) break;
      const bytes = block.subarray(0, bytesRead);
      const first = bytes.indexOf(NEWLINE);
      const last = bytes.lastIndexOf(NEWLINE);
      if (first >= 0) {
        const line = Buffer.concat(begunBytes > MOST_LINE_BYTES ? [] : [...begun, bytes.subarray(0, first)]);
        const lines = isWanted(line) ? [line.toString('utf8')] : [];
        const others = bytes.subarray(first + 1, last + 1);
        if (others.length > 0 && isWanted(others)) lines.push(...others.toString('utf8').split('\n'));
        if (lines.length > 0) yield lines;
        begun = [];
        begunBytes = 0;
      }
      const rest = bytes.subarray(last + 1);
      begunBytes += rest.length;
      // A copy, as the block is used again.
      if (begunBytes <= MOST_LINE_BYTES) begun.push(Buffer.from(rest));
      else begun = [];
    }
    if (begunBytes > 0 && begunBytes <= MOST_LINE_BYTES) yield [Buffer.concat(begun).toString('utf8')];
  } finally {
    await handle.close();
  }
}

/** A line and where it begins; null for one that is too long. */
export interface PlacedLine {
  readonly offset: number;
  readonly text: string | null;
}

/** The whole lines of an open file from its end to its beginning; what comes after the last newline is none. */
export async function* readLinesBackwards(handle: FileHandle): AsyncGenerator<PlacedLine> {
  const { size } = await handle.stat();
  let parts: Buffer[] = [];
  let length = 0;
  let started = false;
  const line = (offset: number): PlacedLine => ({
    offset,
    text: length > MOST_LINE_BYTES ? null : Buffer.concat(parts.reverse()).toString('utf8'),
  });
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - BLOCK_BYTES);
    const block = Buffer.allocUnsafe(end - from);
    await handle.read(block, 0, block.length, from);
    let right = block.length;
    for (;;) {
      const newline = right === 0 ? -1 : block.lastIndexOf(NEWLINE, right - 1);
      const part = block.subarray(newline + 1, right);
      length += part.length;
      if (length <= MOST_LINE_BYTES) parts.push(part);
      else parts = [];
      if (newline < 0) break;
      if (started) yield line(from + newline + 1);
      started = true;
      parts = [];
      length = 0;
      right = newline;
    }
    end = from;
  }
  if (started) yield line(0);
}
