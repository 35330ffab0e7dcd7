import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricsRecord } from '../../../src/io/run/metricsLog';
import { openMetricsLog, readMetrics } from '../../../src/io/run/metricsLog';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();

async function all(path: string): Promise<MetricsRecord[]> {
  const records: MetricsRecord[] = [];
  for await (const record of readMetrics(path)) records.push(record);
  return records;
}

const records = [1, 2, 3].map((iteration) => ({ kind: 'train', iteration, text: 'ü\n' }));

describe('metrics.jsonl', () => {
  it('keeps the order of appends that nobody waited for', async () => {
    const path = join(folder, 'order.jsonl');
    const log = await openMetricsLog(path);
    await Promise.all(records.map((record) => log.append(record)));
    await log.sync();
    await log.close();
    expect(await all(path)).toEqual(records);
  });

  it('a reader passes over a torn last line, whatever is left of it', async () => {
    const path = join(folder, 'torn.jsonl');
    const whole = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const lastStart = whole.lastIndexOf('\n', whole.length - 2) + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: lastStart, max: whole.length - 2 }), async (length) => {
        writeFileSync(path, whole.subarray(0, length));
        expect(await all(path)).toEqual(records.slice(0, 2));
      }),
    );
  });

  it('a writer that comes back does not glue its line to a torn one', async () => {
    const path = join(folder, 'resumed.jsonl');
    for (const torn of ['{"kind":"tr', '{"kind":"train"', 'x'.repeat(200_000)]) {
      writeFileSync(path, `{"kind":"train","iteration":1}\n${torn}`);
      const log = await openMetricsLog(path);
      await log.append({ kind: 'train', iteration: 2 });
      await log.close();
      expect(readFileSync(path, 'utf8')).toBe('{"kind":"train","iteration":1}\n{"kind":"train","iteration":2}\n');
    }
    writeFileSync(path, 'torn first line');
    const log = await openMetricsLog(path);
    await log.close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('passes over lines that are no records, and keeps fields and kinds it does not know', async () => {
    const path = join(folder, 'odd.jsonl');
    writeFileSync(path, '{"kind":"future","x":{"y":1}}\n\n17\nnull\n{"iteration":3}\n{"kind":5}\n');
    expect(await all(path)).toEqual([{ kind: 'future', x: { y: 1 } }]);
  });

  it('a missing file has no records', async () => {
    expect(await all(join(folder, 'none.jsonl'))).toEqual([]);
    await expect(openMetricsLog(join(folder, 'no', 'folder.jsonl'))).rejects.toThrow(/no such file/);
  });

  it('reads while the run goes on', async () => {
    const path = join(folder, 'live.jsonl');
    const log = await openMetricsLog(path);
    await log.append({ kind: 'train', iteration: 1 });
    expect(await all(path)).toHaveLength(1);
    appendFileSync(path, '{"kind":');
    expect(await all(path)).toHaveLength(1);
    await log.close();
  });
});

describe('cutting metrics.jsonl back', () => {
  it('drops later lines and those picked, keeps the order and what has no iteration, and goes on with appends', async () => {
    const path = join(folder, 'cut.jsonl');
    const log = await openMetricsLog(path);
    await log.append(
      { kind: 'train', iteration: 1 },
      { kind: 'note', text: 'no iteration' },
      { kind: 'train', iteration: 2, newer: { field: [1] } },
      { kind: 'evaluation', iteration: 2, split: 'test' },
      { kind: 'train', iteration: 3 },
    );
    await log.cut(2, ({ kind, split }) => kind === 'evaluation' && split === 'test');
    await log.append({ kind: 'train', iteration: 3, again: true });
    await log.close();
    const lines = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      { kind: 'train', iteration: 1 },
      { kind: 'note', text: 'no iteration' },
      { kind: 'train', iteration: 2, newer: { field: [1] } },
      { kind: 'train', iteration: 3, again: true },
    ]);
  });

  it('takes a torn last line away, and leaves a file with nothing to drop as it is', async () => {
    const path = join(folder, 'cut-torn.jsonl');
    writeFileSync(path, '{"kind":"train","iteration":1}\n{"kind":"train","itera');
    const log = await openMetricsLog(path);
    await log.cut(5);
    await log.close();
    expect(readFileSync(path, 'utf8')).toBe('{"kind":"train","iteration":1}\n');
  });
});
