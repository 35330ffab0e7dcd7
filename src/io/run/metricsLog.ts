import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { writeFileAtomic } from '../atomic';
import { asFileError, systemCode } from '../fileError';

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
 * The records of a metrics.jsonl in order. Lines that are no record are passed over: the last one may be half written by a run that is
 * alive or died. A missing file has no records. Throws FileError.
 */
export async function* readMetrics(path: string): AsyncGenerator<MetricsRecord> {
  const stream = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      const record = parseMetricsLine(line);
      if (record) yield record;
    }
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw asFileError(path, error);
  } finally {
    stream.destroy();
  }
}

/** Rewrites a metrics.jsonl without the lines after an iteration. Lines without an iteration stay. Throws FileError. */
async function cutMetrics(
  path: string,
  iteration: number,
  drop: (record: MetricsRecord) => boolean = () => false,
): Promise<void> {
  const lines: string[] = [];
  let dropped = false;
  for await (const record of readMetrics(path)) {
    const at = record['iteration'];
    if ((typeof at === 'number' && at > iteration) || drop(record)) dropped = true;
    else lines.push(`${JSON.stringify(record)}\n`);
  }
  if (dropped) await writeFileAtomic(path, lines.join(''));
}
