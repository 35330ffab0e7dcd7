import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embedding, TextEncoder } from '../../../src/core/text/encoder';
import type { Pooling } from '../../../src/core/text/pooling';
import { meanOfRows, POOLINGS } from '../../../src/core/text/pooling';
import { loadLocalEncoder } from '../../../src/text/encoder/localEncoder';
import { openModelFolder } from '../../../src/text/encoder/modelFolder';
import { readWordEmbeddings } from '../../../src/text/encoder/wordTable';
import { MISSING, shared } from '../../support/shared';

interface ReferenceCase {
  readonly text: string;
  readonly input_ids: readonly number[];
  readonly last_hidden_mean: readonly number[];
  readonly cls: readonly number[];
  readonly word_embedding_mean: readonly number[];
}

const folder = shared('models', 'minilm');
const file = shared('models', 'minilm', 'reference.json');
const cases = file === null ? [] : (JSON.parse(readFileSync(file, 'utf8')) as { cases: ReferenceCase[] }).cases;

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(b, (value, i) => Math.abs(value - (a[i] as number))).reduce((x, y) => Math.max(x, y), 0);
}

function expectReference(found: Embedding, expected: ReferenceCase): void {
  const byPooling: Record<Pooling, readonly number[]> = {
    mean: expected.last_hidden_mean,
    cls: expected.cls,
    'word-embeddings': expected.word_embedding_mean,
  };
  expect(found.tokens).toEqual(expected.input_ids);
  for (const pooling of POOLINGS)
    expect(farthest(found.vectors.get(pooling) ?? [], byPooling[pooling]), pooling).toBeLessThan(1e-4);
}

describe.skipIf(folder === null)(`the encoder against PyTorch's numbers ${folder === null ? MISSING : ''}`, () => {
  let encoder: TextEncoder;
  beforeAll(async () => {
    encoder = await loadLocalEncoder(folder ?? '');
  });
  afterAll(() => encoder.dispose());

  it('each text alone, the one over 512 tokens included', async () => {
    for (const one of cases) {
      const [found] = await encoder.embed([one.text], POOLINGS);
      if (found === undefined) throw new Error('no embedding');
      expectReference(found, one);
    }
    expect(cases).toHaveLength(6);
    expect(encoder.size).toBe(384);
  });

  it('all in one padded batch: padding reaches no state and no mean', async () => {
    const found = await encoder.embed(
      cases.map(({ text }) => text),
      POOLINGS,
    );
    expect(found.map(({ cut }) => cut)).toEqual([false, false, false, false, false, true]);
    for (const [i, one] of found.entries()) expectReference(one, cases[i] as ReferenceCase);
  });

  it('word embeddings read from the file, as for exports without that output', async () => {
    const model = await openModelFolder(folder ?? '');
    for (const { input_ids: ids, word_embedding_mean: expected } of cases) {
      expect(farthest(meanOfRows(readWordEmbeddings(model, ids), ids.length, model.size), expected)).toBeLessThan(1e-4);
    }
  });
});
