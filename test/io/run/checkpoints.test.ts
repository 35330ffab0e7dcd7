import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileError } from '../../../src/io/fileError';
import {
  forgetBest,
  listCheckpoints,
  loadCheckpoint,
  markBest,
  readBest,
  removeCheckpointsAfter,
  saveCheckpoint,
} from '../../../src/io/run/checkpoints';
import { decodeSafetensors, encodeSafetensors } from '../../../src/io/run/safetensors';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();
const tensors = [
  { name: 'A.parameters.w', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, Number.NaN, Infinity, 1e-42) },
  { name: 'B.momentum.ü', shape: [], data: Float32Array.of(7) },
  { name: 'empty', shape: [0, 4], data: new Float32Array(0) },
];

describe('safetensors', () => {
  it('round trips names, shapes and every bit', () => {
    const { tensors: read, metadata } = decodeSafetensors(Buffer.concat(encodeSafetensors(tensors, { iteration: '3' })));
    expect(read).toEqual(tensors);
    expect(metadata).toEqual({ iteration: '3' });
  });

  it('follows the published layout: header length, JSON padded to 8 bytes, offsets from its end', () => {
    const bytes = Buffer.concat(encodeSafetensors([{ name: 'x', shape: [1], data: Float32Array.of(2) }], {}));
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.subarray(8, 8 + length).toString())).toEqual({
      __metadata__: {},
      x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    });
    expect(bytes.readFloatLE(8 + length)).toBe(2);
  });

  it('ends in an Error, never a crash, on any changed byte', () => {
    const good = Buffer.concat(encodeSafetensors(tensors, {}));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (place, value, length) => {
        const bytes = Buffer.from(good.subarray(0, length));
        if (place < length) bytes[place] = value;
        try {
          const total = decodeSafetensors(bytes).tensors.reduce((sum, { data }) => sum + data.length, 0);
          expect(total).toBeLessThanOrEqual(good.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses names given twice and shapes that do not fit', () => {
    const one = { name: 'x', shape: [2], data: new Float32Array(2) };
    expect(() => encodeSafetensors([one, one], {})).toThrow(/two tensors are named x/);
    expect(() => encodeSafetensors([{ ...one, shape: [3] }], {})).toThrow(/x has 2 numbers, its shape is \[3\]/);
  });
});

describe('checkpoints', () => {
  it('keeps the last two and loads what was saved', async () => {
    for (const iteration of [10, 200, 30]) await saveCheckpoint(folder, { iteration, tensors, state: { note: iteration } });
    const manifests = await listCheckpoints(folder);
    expect(manifests.map(({ iteration }) => iteration)).toEqual([200, 30]);
    expect(readdirSync(folder).sort()).toEqual([
      'iteration-0000030.json',
      'iteration-0000030.safetensors',
      'iteration-0000200.json',
      'iteration-0000200.safetensors',
    ]);
    for (const manifest of manifests) {
      expect(await loadCheckpoint(folder, manifest)).toEqual({
        iteration: manifest.iteration,
        tensors,
        state: { note: manifest.iteration },
      });
    }
  });

  it('detects a changed byte, a cut file and a missing one', async () => {
    const manifest = await saveCheckpoint(folder, { iteration: 300, tensors, state: {} });
    const path = join(folder, manifest.file);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    await expect(loadCheckpoint(folder, manifest)).rejects.toMatchObject({ field: 'sha256' });
    truncateSync(path, bytes.length - 4);
    await expect(loadCheckpoint(folder, manifest)).rejects.toMatchObject({ field: 'size' });
    rmSync(path);
    await expect(loadCheckpoint(folder, manifest)).rejects.toBeInstanceOf(FileError);
  });

  it('passes over manifests that are damaged or not ours', async () => {
    writeFileSync(join(folder, 'torn.json'), '{"schemaVersion":1,"iter');
    writeFileSync(
      join(folder, 'other.json'),
      '{"schemaVersion":1,"iteration":9999,"file":"../../secret","bytes":1,"sha256":"","created":"","state":{}}',
    );
    expect((await listCheckpoints(folder)).map(({ iteration }) => iteration)).toEqual([300, 200]);
    expect(await listCheckpoints(join(folder, 'none'))).toEqual([]);
  });
});

describe('the best checkpoint', () => {
  const runs = join(folder, 'best');
  const iterations = async (): Promise<number[]> => (await listCheckpoints(runs)).map(({ iteration }) => iteration);
  const save = (iteration: number) => saveCheckpoint(runs, { iteration, tensors, state: {} });

  it('is kept however old, beside the last two, until another is better', async () => {
    expect(await readBest(runs)).toBeNull();
    await save(10);
    await markBest(runs, { iteration: 10, score: 0.7 });
    for (const iteration of [20, 30, 40]) await save(iteration);
    expect(await iterations()).toEqual([40, 30, 10]);
    expect(await readBest(runs)).toEqual({ iteration: 10, score: 0.7 });
    await markBest(runs, { iteration: 40, score: 0.8 });
    await save(50);
    expect(await iterations()).toEqual([50, 40]);
    await save(60);
    await save(70);
    expect(await iterations()).toEqual([70, 60, 40]);
  });

  it('is none where it was unmarked, its mark is damaged, or its file is gone', async () => {
    writeFileSync(join(runs, 'best.json'), '{"iteration": 4');
    expect(await readBest(runs)).toBeNull();
    await markBest(runs, { iteration: 70, score: 0.9 });
    await removeCheckpointsAfter(runs, 60);
    expect(await iterations()).toEqual([60, 40]);
    expect(await readBest(runs)).toBeNull();
    await markBest(runs, { iteration: 60, score: 0.5 });
    await forgetBest(runs);
    expect(await readBest(runs)).toBeNull();
  });
});
