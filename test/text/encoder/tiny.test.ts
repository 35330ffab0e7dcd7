import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { POOLINGS } from '../../../src/core/text/pooling';
import { loadLocalEncoder } from '../../../src/text/encoder/localEncoder';
import { temporaryFolder } from '../../support/temporary';
import { TINY_LINEAR, TINY_SIZE, TINY_TOKENS, tinyEmbedding, writeTinyBert } from '../../support/tinyBert';

const folder = temporaryFolder();
const mean = (rows: number[][]): number[] =>
  (rows[0] ?? []).map((_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);
const linear = (row: number[]): number[] =>
  Array.from({ length: TINY_SIZE }, (_, j) => row.reduce((sum, x, i) => sum + x * (TINY_LINEAR[i]?.[j] ?? 0), 0));

describe('an encoder made by hand', () => {
  for (const [title, withWords] of [
    ['that gives its word embeddings', true],
    ['as stock exports are, whose word embeddings are read from the file', false],
  ] as const) {
    it(`${title}: tokens and the three poolings, alone and padded`, async () => {
      const encoder = await loadLocalEncoder(writeTinyBert(join(folder, String(withWords)), withWords));
      const texts = ['The left atrium', 'is thinwalled a pancreas', ''];
      const tokens = [
        [2, 5, 6, 7, 3],
        [2, 8, 9, 10, 11, 1, 3],
        [2, 3],
      ];
      const batch = await encoder.embed(texts, POOLINGS);
      const alone = (await Promise.all(texts.map((text) => encoder.embed([text], POOLINGS)))).flat();
      for (const found of [batch, alone]) {
        expect(found.map((one) => one.tokens)).toEqual(tokens);
        for (const [i, { vectors }] of found.entries()) {
          const rows = (tokens[i] ?? []).map(tinyEmbedding);
          const close = (a: Float32Array | undefined, b: number[]): void =>
            b.forEach((value, j) => expect(a?.[j]).toBeCloseTo(value, 5));
          close(vectors.get('word-embeddings'), mean(rows));
          close(vectors.get('mean'), linear(mean(rows)));
          close(vectors.get('cls'), linear(tinyEmbedding(2)));
        }
      }
      await encoder.dispose();
    });
  }

  it('cuts a long text and keeps [SEP]', async () => {
    const encoder = await loadLocalEncoder(writeTinyBert(join(folder, 'long')));
    const [found] = await encoder.embed(['the '.repeat(20)], ['mean']);
    expect(found?.tokens).toEqual([2, ...Array.from({ length: TINY_TOKENS - 2 }, () => 5), 3]);
    expect(found?.cut).toBe(true);
    await encoder.dispose();
  });

  it('its hash is that of all its files; model.onnx may lie beside them', async () => {
    const path = writeTinyBert(join(folder, 'hash'));
    const first = await loadLocalEncoder(path);
    renameSync(join(path, 'onnx', 'model.onnx'), join(path, 'model.onnx'));
    const moved = await loadLocalEncoder(path);
    expect(moved.model).toEqual(first.model);
    expect(first.model.name).toBe('hash');
    writeFileSync(join(path, 'tokenizer_config.json'), JSON.stringify({ tokenizer_class: 'BertTokenizer', model_max_length: 9 }));
    expect((await loadLocalEncoder(path)).model.hash).not.toBe(first.model.hash);
  });

  it('names the file that is missing or damaged, and what to do', async () => {
    await expect(loadLocalEncoder(join(folder, 'nowhere'))).rejects.toThrow(/nowhere: model: there is no such folder/);
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx']) {
      const path = writeTinyBert(join(folder, 'missing'));
      rmSync(join(path, name));
      await expect(loadLocalEncoder(path), name).rejects.toThrow(new RegExp(`${name} is missing. Export it with: optimum-cli`));
    }
    const path = writeTinyBert(join(folder, 'damaged'));
    writeFileSync(join(path, 'onnx', 'model.onnx'), 'no protobuf');
    await expect(loadLocalEncoder(path)).rejects.toThrow(/damaged: model: it does not load/);
    writeFileSync(join(path, 'config.json'), '{"model_type":"bert"}');
    await expect(loadLocalEncoder(path)).rejects.toThrow(/config.json: content: vocab_size/);
  });
});
