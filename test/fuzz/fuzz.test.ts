import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleThread } from '../../scripts/tensorflow.mjs';
import { temporaryFolder } from '../support/temporary';
import { mutant } from './mutate';
import type { Reader } from './readers';
import { readers } from './readers';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const corpus = join(import.meta.dirname, 'corpus');
const folder = temporaryFolder();
let list: readonly Reader[] = [];

beforeAll(async () => {
  list = await readers(folder, pathToFileURL(await bundleThread('hdf5', 'src/io/hdf5/thread/main.ts')));
});

describe('mutants', () => {
  it('are a function of seed and number, and differ', () => {
    const seeds = [Buffer.from('{"a": 12, "b": [1, 2]}'), Buffer.from('second')];
    const made = Array.from({ length: 200 }, (_, number) => mutant(seeds, 5, number).toString('latin1'));
    expect(made).toEqual(Array.from({ length: 200 }, (_, number) => mutant(seeds, 5, number).toString('latin1')));
    expect(new Set(made).size).toBeGreaterThan(150);
    expect(mutant(seeds, 6, 0)).not.toEqual(mutant(seeds, 5, 0));
  });

  it('end in a value or in an error for people, whatever the reader', async () => {
    for (const reader of list) {
      const most = reader.weight < 1 ? 3 : 60;
      for (let number = 0; number < most; number++) await reader.read(mutant(reader.seeds, 99, number));
    }
  });

  it('begin with files that are read to their end', async () => {
    for (const reader of list) {
      expect(reader.seeds.length, reader.name).toBeGreaterThan(0);
      for (const seed of reader.seeds) await reader.read(seed);
    }
  });
});

it('what ever failed is read again', async () => {
  for (const name of existsSync(corpus) ? readdirSync(corpus) : []) {
    const reader = list.find((one) => name.startsWith(`${one.name.replaceAll(/\W+/g, '-')}.`));
    if (reader === undefined) throw new Error(`${name}: there is no such reader`);
    await reader.read(readFileSync(join(corpus, name)));
  }
});
