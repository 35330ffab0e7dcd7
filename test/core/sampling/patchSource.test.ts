import { describe, expect, it } from 'vitest';
import { createPatchSource } from '../../../src/core/sampling/patchSource';
import type { Dataset } from '../../../src/core/sampling/types';
import type { Case, Triple } from '../../../src/core/volume/types';

/** Every voxel's intensity says where it is, and its label whether x is even. */
function makeCase(id: string, size: Triple, offset: number, withLabel = true): Case {
  const count = size[0] * size[1] * size[2];
  const spacing: Triple = [1, 1, 1];
  const image = { size, spacing, data: Float32Array.from({ length: count }, (_, i) => offset + i + 1) };
  if (!withLabel) return { id, image };
  return { id, image, label: { size, spacing, data: Uint8Array.from({ length: count }, (_, i) => i % 2) } };
}

const dataset: Dataset = {
  labelled: [makeCase('L0', [10, 9, 8], 0), makeCase('L1', [10, 9, 8], 1000)],
  unlabelled: [makeCase('U0', [10, 9, 8], 2000, false), makeCase('U1', [10, 9, 8], 3000, false)],
};
const settings = {
  seed: 3,
  patch: [4, 4, 4] as Triple,
  patches: { labelled: 2, unlabelled: 2 },
  augmentation: { rotateFlip: false, brightness: 0 },
  classes: 2,
};

describe('patches of cases', () => {
  it('come labelled first, with labels of exactly their voxels', async () => {
    const batch = await createPatchSource(dataset, settings).batch(0);
    expect(batch.images.length).toBe(4 * 64);
    expect(batch.labels.length).toBe(2 * 64);
    expect(batch.cases.slice(0, 2).sort()).toEqual(['L0', 'L1']);
    expect(batch.cases.slice(2).sort()).toEqual(['U0', 'U1']);
    for (let i = 0; i < 128; i++) {
      const voxel = (batch.images[i] as number) % 1000;
      expect(batch.labels[i]).toBe((voxel - 1) % 2);
    }
  });

  it('keep image and label together when turned and mirrored, and 0 where they are padded', async () => {
    const source = createPatchSource(dataset, {
      ...settings,
      patch: [16, 16, 16],
      augmentation: { rotateFlip: true, brightness: 0 },
    });
    for (let iteration = 0; iteration < 10; iteration++) {
      const batch = await source.batch(iteration);
      const seen = batch.images.subarray(0, batch.labels.length);
      expect(batch.labels).toEqual(Int32Array.from(seen, (value) => (value === 0 ? 0 : ((value % 1000) - 1) % 2)));
      expect(seen.filter((value) => value !== 0).length).toBeGreaterThan(200);
    }
  });

  it('are the same for the same iteration, in any order of asking, and differ between iterations', async () => {
    const source = createPatchSource(dataset, { ...settings, augmentation: { rotateFlip: true, brightness: 0 } });
    const [third, first] = [await source.batch(3), await source.batch(1)];
    const again = createPatchSource(dataset, { ...settings, augmentation: { rotateFlip: true, brightness: 0 } });
    expect(await again.batch(1)).toEqual(first);
    expect(await again.batch(3)).toEqual(third);
    expect(first.images).not.toEqual(third.images);
  });

  it('never read the label of an unlabelled case', async () => {
    const forbidden: Case = {
      ...makeCase('U', [10, 9, 8], 0, false),
      get label(): never {
        throw new Error('read');
      },
    };
    const batch = await createPatchSource({ ...dataset, unlabelled: [forbidden] }, settings).batch(0);
    expect(batch.cases.slice(2)).toEqual(['U', 'U']);
  });

  it('refuse labelled cases without a fitting label, by name', () => {
    const make = (labelled: Case) => () => createPatchSource({ ...dataset, labelled: [labelled] }, settings);
    expect(make(makeCase('X', [4, 4, 4], 0, false))).toThrow('case X is used as labelled and has no label');
    const { label } = makeCase('X', [4, 4, 5], 0);
    if (label === undefined) throw new Error('no label');
    expect(make({ ...makeCase('X', [4, 4, 4], 0), label })).toThrow('case X: image is 4 x 4 x 4, its label 4 x 4 x 5');
    const three = { ...label, size: [4, 4, 4] as Triple, data: new Uint8Array(64).fill(2) };
    expect(make({ ...makeCase('X', [4, 4, 4], 0), label: three })).toThrow('case X: label 2, but there are 2 classes (0 to 1)');
  });
});

describe('brightness', () => {
  it('multiplies each patch by a factor of its own within its bounds', async () => {
    const bright = createPatchSource(dataset, { ...settings, augmentation: { rotateFlip: false, brightness: 0.25 } });
    const [changed, plain] = [await bright.batch(0), await createPatchSource(dataset, settings).batch(0)];
    const factors = [0, 1, 2, 3].map((patch) => (changed.images[patch * 64] as number) / (plain.images[patch * 64] as number));
    for (const factor of factors) expect(Math.abs(factor - 1)).toBeLessThan(0.2501);
    expect(new Set(factors.map((factor) => factor.toFixed(4))).size).toBe(4);
    changed.images.forEach((value, i) => {
      expect(value).toBeCloseTo((plain.images[i] as number) * (factors[Math.floor(i / 64)] as number), 2);
    });
  });

  it('takes the whole range, evenly', async () => {
    const bright = createPatchSource(dataset, { ...settings, augmentation: { rotateFlip: false, brightness: 0.25 } });
    const plain = createPatchSource(dataset, settings);
    const factors: number[] = [];
    for (let iteration = 0; iteration < 200; iteration++) {
      const [changed, same] = [await bright.batch(iteration), await plain.batch(iteration)];
      factors.push(...[0, 1, 2, 3].map((patch) => (changed.images[patch * 64] as number) / (same.images[patch * 64] as number)));
    }
    expect(Math.min(...factors)).toBeLessThan(0.76);
    expect(Math.max(...factors)).toBeGreaterThan(1.24);
    const [low, high] = [factors.filter((factor) => factor < 0.875), factors.filter((factor) => factor > 1.125)];
    for (const quarter of [low, high]) expect(quarter.length / factors.length).toBeCloseTo(0.25, 1);
  });
});
