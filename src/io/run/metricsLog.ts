import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { writeFileAtomic } from '../atomic';
import { asFileError, systemCode } from '../fileError';
import { readLines, readLinesBackwards } from './metricsLines';

/** One line of metrics.jsonl: `kind` says which; readers pass over kinds they do not know. */
export type MetricsRecord = { readonly kind: string } & Readonly<Record<string, unknown>>;

export interface MetricsLog {
  /** Appends lines, all in one write; order is kept. A failure is thrown here or by the next call. */
  append(...records: readonly MetricsRecord[]): Promise<void>;
  /** Cuts the file back to an iteration: later lines are dropped, and those that `drop` picks. */
  cut(iteration: number, drop?: (record: MetricsRecord) => boolean): Promise<void>;
  /** Makes everything appended so far durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A process that died while it wrote leaves half a line; the next line must not be glued to it. */
async function cutTornLine(path: string): Promise<void> {
  const handle = await open(path, 'r+').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (!handle) return;
  try {
    const { size } = await handle.stat();
    const block = Buffer.alloc(1 << 16);
    let end = size;
    while (end > 0) {
      const length = Math.min(block.length, end);
      await handle.read(block, 0, length, end - length);
      const newline = block.subarray(0, length).lastIndexOf(0x0a);
      if (newline >= 0) {
        end = end - length + newline + 1;
        break;
      }
      end -= length;
    }
    if (end < size) await handle.truncate(end);
  } finally {
    await handle.close();
  }
}

/** Opens metrics.jsonl for appending. Throws FileError. */
export async function openMetricsLog(path: string): Promise<MetricsLog> {
  let handle = await cutTornLine(path)
    .then(() => open(path, 'a'))
    .catch((error: unknown) => {
      throw asFileError(path, error);
    });
  let last: Promise<unknown> = Promise.resolve();
  const enqueue = (work: () => Promise<unknown>): Promise<void> => {
    const next = last.then(work);
    last = next;
    return next.then(
      () => undefined,
      (error: unknown) => {
        throw asFileError(path, error);
      },
    );
  };
  return {
    append: (...records) => enqueue(() => handle.appendFile(records.map((record) => `${JSON.stringify(record)}\n`).join(''))),
    cut: (iteration, drop) =>
      enqueue(async () => {
        await handle.close();
        await cutMetrics(path, iteration, drop);
        handle = await open(path, 'a');
      }),
    sync: () => enqueue(() => handle.sync()),
    async close() {
      await last.catch(() => undefined);
      await handle.close();
    },
  };
}

/** One line of metrics.jsonl, or null when it is no record. */
export function parseMetricsLine(line: string): MetricsRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
      ? (value as MetricsRecord)
      : null;
  } catch {
    return null;
  }
}

/**
 * The records of a metrics.jsonl in order; of some kinds only, which takes a fraction of the time. Lines that are no record are passed
 * over: the last one may be half written by a run that is alive or died. A missing file has no records. Throws FileError.
 */
export async function* readMetrics(path: string, kinds: readonly string[] = []): AsyncGenerator<MetricsRecord> {
  const words = kinds.map((kind) => JSON.stringify(kind));
  try {
    for await (const lines of readLines(path, words)) {
      for (const line of lines) {
        if (words.length > 0 && !words.some((word) => line.includes(word))) continue;
        const record = parseMetricsLine(line);
        if (record !== null && (kinds.length === 0 || kinds.includes(record.kind))) yield record;
      }
    }
  } catch (error) {
    throw asFileError(path, error);
  }
}

interface Tail {
  /** Where the lines begin that are to be looked at one by one. */
  readonly offset: number;
  /** Those of them that stay, in order. */
  readonly kept: readonly string[];
  /** They stand together at the beginning, so that cutting the file off after them is all. */
  readonly inPlace: boolean;
}

/** Lines are appended in the order of their iterations: before the last one of an iteration that stays, all stay. */
async function tailOf(path: string, iteration: number, drop: (record: MetricsRecord) => boolean): Promise<Tail | null> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    const kept: string[] = [];
    let offset = 0;
    let dropped = 0;
    let inPlace = true;
    for await (const line of readLinesBackwards(handle)) {
      const record = line.text === null ? null : parseMetricsLine(line.text);
      const at = record?.['iteration'];
      const stays = record !== null && !(typeof at === 'number' && at > iteration) && !drop(record);
      if (stays && record.kind === 'train') break;
      offset = line.offset;
      if (stays) kept.push(line.text ?? '');
      else {
        dropped++;
        inPlace &&= kept.length === 0;
      }
    }
    return dropped === 0 ? null : { offset, kept: kept.reverse(), inPlace };
  } finally {
    await handle.close();
  }
}

/** The first bytes of a file, block by block, and a text after them. */
function* beginningAnd(path: string, bytes: number, text: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < bytes; ) {
      const block = Buffer.allocUnsafe(Math.min(1 << 20, bytes - at));
      const read = readSync(file, block, 0, block.length, at);
      if (read === 0) break;
      at += read;
      yield block.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
  yield Buffer.from(text);
}

/** Takes the lines after an iteration off a metrics.jsonl, of which only the end is read. Lines without an iteration stay. Throws FileError. */
async function cutMetrics(
  path: string,
  iteration: number,
  drop: (record: MetricsRecord) => boolean = () => false,
): Promise<void> {
  const tail = await tailOf(path, iteration, drop);
  if (tail === null) return;
  const { offset, kept, inPlace } = tail;
  const text = kept.map((line) => `${line}\n`).join('');
  if (!inPlace) {
    await writeFileAtomic(path, beginningAnd(path, offset, text));
    return;
  }
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(offset + Buffer.byteLength(text));
    await handle.sync();
  } finally {
    await handle.close();
  }
}
