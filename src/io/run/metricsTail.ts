import { open } from 'node:fs/promises';
import { asFileError, systemCode } from '../fileError';
import { MOST_LINE_BYTES } from './metricsLines';
import type { MetricsRecord } from './metricsLog';
import { parseMetricsLine } from './metricsLog';

/** Follows a metrics.jsonl that may still grow. */
export interface MetricsTail {
  /**
   * What was added since the last call, a few hundred records at a time, so that a long file blocks nobody. `restarted` is true on the first
   * part when the file became shorter: a resumed run has cut it back, and everything read before counts no more. Throws FileError.
   */
  read(): AsyncGenerator<{ readonly restarted: boolean; readonly records: readonly MetricsRecord[] }>;
}

const PART_BYTES = 1 << 18;

export function createMetricsTail(path: string): MetricsTail {
  let offset = 0;
  let reading: Promise<void> = Promise.resolve();

  async function* readOn(): ReturnType<MetricsTail['read']> {
    const handle = await open(path, 'r').catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw asFileError(path, error);
    });
    if (handle === null) return;
    try {
      const { size } = await handle.stat();
      let restarted = size < offset;
      if (restarted) offset = 0;
      // A torn last line has no newline yet: it is read again, whole, the next time.
      let rest = Buffer.alloc(0);
      let at = offset;
      while (at < size) {
        const part = Buffer.alloc(Math.min(PART_BYTES, size - at));
        const { bytesRead } = await handle.read(part, 0, part.length, at);
        if (bytesRead === 0) break;
        at += bytesRead;
        const bytes = Buffer.concat([rest, part.subarray(0, bytesRead)]);
        const end = bytes.lastIndexOf(0x0a) + 1;
        rest = bytes.subarray(end);
        if (rest.length > MOST_LINE_BYTES) {
          // Nor is it read again the next time.
          rest = Buffer.alloc(0);
          offset = at;
        }
        if (end === 0) continue;
        offset = at - rest.length;
        const records = bytes
          .toString('utf8', 0, end)
          .split('\n')
          .map(parseMetricsLine)
          .filter((record) => record !== null);
        yield { restarted, records };
        restarted = false;
      }
      if (restarted) yield { restarted, records: [] };
    } finally {
      await handle.close();
    }
  }

  return {
    async *read() {
      // Two readers at once would read the same lines twice.
      const before = reading;
      let finish = (): void => undefined;
      reading = new Promise((resolve) => {
        finish = resolve;
      });
      await before;
      try {
        yield* readOn();
      } finally {
        finish();
      }
    },
  };
}
