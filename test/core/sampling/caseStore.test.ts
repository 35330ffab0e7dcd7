import { describe, expect, it, vi } from 'vitest';
import { createCaseStore } from '../../../src/core/sampling/caseStore';
import { createPatchSource, createStoredPatchSource } from '../../../src/core/sampling/patchSource';
import { prefetched } from '../../../src/core/sampling/prefetch';
import type { Batch } from '../../../src/core/sampling/types';
import type { Case, Triple } from '../../../src/core/volume/types';

const size: Triple = [6, 5, 4];
const spacing: Triple = [1, 1, 1];

function makeCase(index: number, labelled: boolean): Case {
  const image = { size, spacing, data: Float32Array.from({ length: 120 }, (_, voxel) => 1000 * index + voxel) };
  const label = { size, spacing, data: Uint8Array.from({ length: 120 }, (_, voxel) => (voxel + index) % 2) };
  return labelled ? { id: `c${index}`, image, label } : { id: `c${index}`, image, hiddenLabel: label };
}

const all = [0, 1, 2, 3, 4].map((index) => makeCase(index, index < 2));
const counts = { labelled: 2, unlabelled: 3 };
const settings = {
  seed: 3,
  patch: [4, 4, 4] as Triple,
  patches: { labelled: 2, unlabelled: 2 },
  augmentation: { rotateFlip: true, brightness: 0.2 },
  classes: 2,
};
const load = (index: number): Promise<Case> => Promise.resolve(all[index] as Case);

describe('case store', () => {
  it('gives the batches of volumes in memory, bit for bit, with any budget and looked ahead or not', async () => {
    const memory = createPatchSource({ labelled: all.slice(0, 2), unlabelled: all.slice(2) }, settings);
    for (const budget of [0, 1300, 1e9]) {
      const source = prefetched(createStoredPatchSource(createCaseStore(counts, load, budget), settings));
      for (const iteration of [0, 1, 2, 9, 3, 4]) expect(await source.batch(iteration)).toEqual(await memory.batch(iteration));
    }
  });

  it('keeps what was used last within the budget, and loads nothing twice at a time', async () => {
    const loads: number[] = [];
    // Room for two of 600 bytes.
    const counted = (index: number): Promise<Case> => {
      loads.push(index);
      return load(index);
    };
    const store = createCaseStore(counts, counted, 1250);
    await Promise.all([store.get(0), store.get(0)]);
    for (const index of [1, 0, 2, 0, 1]) await store.get(index);
    expect(loads).toEqual([0, 1, 2, 1]);
  });

  it('tries again after a failed load', async () => {
    let fails = true;
    const store = createCaseStore(counts, (index) => (fails ? Promise.reject(new Error('disk')) : load(index)), 1e9);
    await expect(store.get(0)).rejects.toThrow('disk');
    fails = false;
    expect((await store.get(0)).id).toBe('c0');
  });
});

describe('hidden labels', () => {
  it('are of exactly the voxels of the unlabelled patches, and absent unless asked for', async () => {
    const store = createCaseStore(counts, load, 1e9);
    const batch = await createStoredPatchSource(store, {
      ...settings,
      augmentation: { rotateFlip: true, brightness: 0 },
      hiddenLabels: true,
    }).batch(5);
    const seen = batch.images.subarray(2 * 64);
    expect(batch.hiddenLabels).toEqual(Int32Array.from(seen, (value) => ((value % 1000) + Math.floor(value / 1000)) % 2));
    expect('hiddenLabels' in (await createStoredPatchSource(store, settings).batch(5))).toBe(false);
  });

  it('are -1 where a case has none', async () => {
    const bare = createCaseStore(counts, async (index) => ({ ...(await load(index)), hiddenLabel: undefined as never }), 1e9);
    const batch = await createStoredPatchSource(bare, { ...settings, hiddenLabels: true }).batch(0);
    expect(new Set(batch.hiddenLabels)).toEqual(new Set([-1]));
  });
});

describe('prefetching', () => {
  it('has asked for the next batch before anyone does, once, and keeps its error for then', async () => {
    const batch = vi.fn(
      (iteration: number): Promise<Batch> =>
        iteration === 1 ? Promise.reject(new Error('gone')) : Promise.resolve({ cases: [String(iteration)] } as unknown as Batch),
    );
    const source = prefetched({ batch });
    await source.batch(0);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(batch.mock.calls).toEqual([[0], [1]]);
    await expect(source.batch(1)).rejects.toThrow('gone');
    expect((await source.batch(2)).cases).toEqual(['2']);
  });
});
