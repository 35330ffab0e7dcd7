import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import * as promises from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_LINE_BYTES, readLines, readLinesBackwards } from '../../../src/io/run/metricsLines';
import type { MetricsRecord } from '../../../src/io/run/metricsLog';
import { openMetricsLog, readMetrics } from '../../../src/io/run/metricsLog';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();
const path = join(folder, 'metrics.jsonl');
const train = (iteration: number, text = ''): string => `${JSON.stringify({ kind: 'train', iteration, text })}\n`;
const evaluation = (iteration: number, split: string): string => `${JSON.stringify({ kind: 'evaluation', iteration, split })}\n`;

async function forwards(words: string[] = []): Promise<string[]> {
  const found: string[] = [];
  for await (const lines of readLines(path, words)) found.push(...lines);
  return found.filter((line) => line !== '');
}

async function backwards(): Promise<{ offset: number; text: string | null }[]> {
  const handle = await promises.open(path);
  const found: { offset: number; text: string | null }[] = [];
  for await (const line of readLinesBackwards(handle)) found.push(line);
  await handle.close();
  return found;
}

/** A line longer than any record, written without holding it. */
function hugeLine(bytes: number): void {
  const file = openSync(path, 'a');
  const part = Buffer.alloc(1 << 22, 'x');
  for (let left = bytes; left > 0; left -= part.length) writeSync(file, part, 0, Math.min(left, part.length));
  writeSync(file, '\n');
  closeSync(file);
}

describe('lines of a file of any length', () => {
  it('are the same forwards and backwards, wherever blocks end', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.nat(300_000).map((length) => 'ü'.repeat(length)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          line.map((text) => text.replaceAll('\n', ' ')),
          { minLength: 1, maxLength: 6 },
        ),
        async (lines) => {
          writeFileSync(path, `${lines.join('\n')}\n`);
          expect(await forwards()).toEqual(lines.filter((text) => text !== ''));
          const found = await backwards();
          expect(found.map(({ text }) => text).reverse()).toEqual(lines);
          const bytes = readFileSync(path);
          for (const { offset, text } of found) expect(bytes.toString('utf8', offset).startsWith(`${text}\n`)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('of one that is far too long only the others are read', async () => {
    writeFileSync(path, train(1));
    hugeLine(3 * MOST_LINE_BYTES);
    writeFileSync(path, train(2), { flag: 'a' });
    expect(await forwards()).toEqual([train(1).trim(), train(2).trim()]);
    expect((await backwards()).map(({ text }) => text)).toEqual([train(2).trim(), null, train(1).trim()]);
    const log = await openMetricsLog(path);
    await log.cut(1);
    await log.append({ kind: 'train', iteration: 2 });
    await log.close();
    expect(readFileSync(path, 'utf8')).toBe(`${train(1)}{"kind":"train","iteration":2}\n`);
  });
});

async function recordsOf(kinds: string[] = []): Promise<MetricsRecord[]> {
  const found: MetricsRecord[] = [];
  for await (const record of readMetrics(path, kinds)) found.push(record);
  return found;
}

describe('cutting back', () => {
  it('keeps what reading all lines would keep', async () => {
    const step = fc.record({ validated: fc.boolean(), tested: fc.boolean(), future: fc.boolean(), torn: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.nat(13), async (steps, iteration) => {
        const lines = steps.flatMap(({ validated, future }, index) => [
          train(index + 1),
          ...(validated ? [evaluation(index + 1, 'validation')] : []),
          ...(future ? [`{"kind":"future","x":${index}}\n`] : []),
        ]);
        if (steps.at(-1)?.tested === true) lines.push(evaluation(steps.length, 'test'));
        writeFileSync(path, lines.join('') + (steps.at(-1)?.torn === true ? '{"kind":"tr' : ''));
        const before = await recordsOf();
        const isTest = ({ kind, split }: MetricsRecord): boolean => kind === 'evaluation' && split === 'test';
        const log = await openMetricsLog(path);
        await log.cut(iteration, isTest);
        await log.close();
        const stays = (record: MetricsRecord): boolean => !(Number(record['iteration'] ?? 0) > iteration) && !isTest(record);
        expect(await recordsOf()).toEqual(before.filter(stays));
      }),
      { numRuns: 60 },
    );
  });

  it('reads the end of a long file only', async () => {
    const count = 20_000;
    writeFileSync(path, Array.from({ length: count }, (_, index) => train(index + 1, 'x'.repeat(500))).join(''));
    const { ino } = statSync(path);
    const log = await openMetricsLog(path);
    await log.cut(count - 10);
    await log.close();
    // The same file, cut off: nothing was written anew.
    expect(statSync(path).ino).toBe(ino);
    expect((await recordsOf()).at(-1)).toMatchObject({ iteration: count - 10 });
  });
});

it('records of one kind are found in all blocks, and the others not even parsed', async () => {
  const lines = Array.from(
    { length: 5000 },
    (_, index) => train(index + 1, 'y'.repeat(1500)) + (index % 700 === 0 ? evaluation(index, 'test') : ''),
  );
  writeFileSync(path, lines.join(''));
  const all = await recordsOf();
  expect(await recordsOf(['evaluation'])).toEqual(all.filter(({ kind }) => kind === 'evaluation'));
  expect((await forwards(['"evaluation"'])).length).toBeLessThan(5000 / 2);
  expect(await recordsOf(['train', 'evaluation'])).toEqual(all);
});
