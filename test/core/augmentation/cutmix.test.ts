import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CutMixSettings } from '../../../src/core/augmentation/cutmix';
import { cutMixSettings, drawCutMix, mixPatches } from '../../../src/core/augmentation/cutmix';
import { mixLogits } from '../../../src/core/augmentation/mixLogits';
import type { Triple } from '../../../src/core/volume/types';
import '../../support/cpu';

const defaults: CutMixSettings = cutMixSettings.parse({});
const layout = (size: Triple) => ({ count: 4, labelled: 2, size });
const draw = (seed: number, size: Triple, settings: Partial<CutMixSettings> = {}) =>
  drawCutMix({ ...defaults, ...settings }, layout(size), { seed, iteration: 3 });

const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }));

describe('CutMix', () => {
  it('draws partners that are a permutation of the batch, or of its unlabelled half', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect([...draw(seed, [8, 8, 8]).partners].sort()).toEqual([0, 1, 2, 3]);
        const { partners } = draw(seed, [8, 8, 8], { partners: 'unlabelled' });
        expect(partners.slice(0, 2)).toEqual([0, 1]);
        expect([...partners.slice(2)].sort()).toEqual([2, 3]);
      }),
    );
  });

  it('draws boxes inside the patch; a column goes through the full depth', () => {
    fc.assert(
      fc.property(fc.nat(), sizes, (seed, size) => {
        for (const box of ['column', 'cuboid'] as const) {
          for (const { low, high } of draw(seed, size, { box }).boxes) {
            for (const axis of [0, 1, 2] as const) {
              expect(low[axis]).toBeGreaterThanOrEqual(0);
              expect(high[axis]).toBeLessThanOrEqual(size[axis]);
              expect(low[axis]).toBeLessThanOrEqual(high[axis]);
            }
            if (box === 'column') expect([low[2], high[2]]).toEqual([0, size[2]]);
          }
        }
      }),
    );
  });

  it('mixes 35 % of the area on average, and 16 to 59 % in nine of ten cases (docs/method.md 2.1)', () => {
    const size: Triple = [112, 112, 80];
    const areas = Array.from({ length: 1000 }, (_, seed) => draw(seed, size)).flatMap(({ boxes }) =>
      boxes.map(({ low, high }) => ((high[0] - low[0]) * (high[1] - low[1])) / (112 * 112)),
    );
    areas.sort((a, b) => a - b);
    const quantile = (share: number): number => areas[Math.floor(areas.length * share)] as number;
    expect(Math.abs(areas.reduce((a, b) => a + b) / areas.length - 0.35)).toBeLessThan(0.015);
    expect(Math.abs(quantile(0.05) - 0.16)).toBeLessThan(0.02);
    expect(Math.abs(quantile(0.95) - 0.59)).toBeLessThan(0.02);
  });

  it('puts the partner inside the box and keeps the rest', () => {
    fc.assert(
      fc.property(fc.nat(), sizes, (seed, size) => {
        const plan = draw(seed, size, { box: 'cuboid' });
        const voxels = size[0] * size[1] * size[2];
        const images = Float32Array.from({ length: 4 * voxels }, (_, i) => i);
        const mixed = mixPatches(images, { size, channels: 1 }, plan);
        mixed.forEach((value, i) => {
          const [sample, voxel] = [Math.floor(i / voxels), i % voxels];
          const place: Triple = [voxel % size[0], Math.floor(voxel / size[0]) % size[1], Math.floor(voxel / (size[0] * size[1]))];
          const { low, high } = plan.boxes[sample] ?? { low: place, high: place };
          const inside = ([0, 1, 2] as const).every((axis) => place[axis] >= low[axis] && place[axis] < high[axis]);
          expect(value).toBe(inside ? (plan.partners[sample] as number) * voxels + voxel : i);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('with one box for all patches, only moves voxels: the multiset of values at every place stays', () => {
    const size: Triple = [6, 5, 4];
    const images = Float32Array.from({ length: 4 * 120 }, (_, i) => (i * 7919) % 1009);
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const plan = draw(seed, size);
        const [box] = plan.boxes;
        if (box === undefined) throw new Error('no box');
        const mixed = mixPatches(images, { size, channels: 1 }, { ...plan, boxes: plan.boxes.map(() => box) });
        for (let voxel = 0; voxel < 120; voxel++) {
          const at = (values: Float32Array): number[] =>
            [0, 1, 2, 3].map((s) => values[s * 120 + voxel] as number).sort((a, b) => a - b);
          expect(at(mixed)).toEqual(at(images));
        }
      }),
    );
  });

  it('cuts logits exactly as images, for the rows that are asked for', async () => {
    const size: Triple = [5, 4, 3];
    const logits = tf.randomNormal([4, 3, 4, 5, 2], 0, 3, 'float32', 7) as tf.Tensor5D;
    const values = logits.dataSync<'float32'>();
    const ofClass = (k: number): Float32Array => Float32Array.from({ length: 240 }, (_, i) => values[2 * i + k] as number);
    for (let seed = 0; seed < 20; seed++) {
      const plan = draw(seed, size);
      const mixed = await mixLogits(logits, plan, 2);
      expect(mixed.shape).toEqual([2, 3, 4, 5, 2]);
      const found = mixed.dataSync();
      for (const k of [0, 1]) {
        const expected = mixPatches(ofClass(k), { size, channels: 1 }, plan, 2);
        expect([...expected]).toEqual(Array.from({ length: 120 }, (_, i) => found[2 * i + k]));
      }
    }
  });

  it('is another one in every iteration and the same for the same key', () => {
    const at = (iteration: number) => drawCutMix(defaults, layout([32, 48, 32]), { seed: 9, iteration });
    expect(at(4)).toEqual(at(4));
    expect(at(4)).not.toEqual(at(5));
  });

  it('refuses batches of another size', async () => {
    const plan = draw(0, [2, 2, 2]);
    expect(() => mixPatches(new Float32Array(7), { size: [2, 2, 2], channels: 1 }, plan)).toThrow(
      '7 numbers are not 4 patches of 2 x 2 x 2 x 1',
    );
    await expect(mixLogits(tf.zeros([3, 2, 2, 2, 2]), plan, 2)).rejects.toThrow('48 numbers are not 4 patches of 2 x 2 x 2 x 2');
  });
});
