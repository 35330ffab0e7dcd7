import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { argmaxOf, foregroundOf } from '../../../src/core/inference/probabilities';
import { slidingWindow } from '../../../src/core/inference/slidingWindow';
import { paddingFor, windowCounts, windowPlaces, windowStarts } from '../../../src/core/inference/windows';
import type { Triple, Volume } from '../../../src/core/volume/types';
import { voxelCount } from '../../../src/core/volume/types';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function volumeOf(size: Triple): Volume {
  return { size, spacing: [1, 1, 1], data: Float32Array.from({ length: voxelCount(size) }, (_, i) => Math.sin(i * 0.7)) };
}

/** A model whose answer at a voxel depends on that voxel alone: sliding windows must then reproduce it exactly everywhere. */
const pointwise = (batch: tf.Tensor5D): tf.Tensor5D => {
  const foreground = tf.sigmoid(batch) as tf.Tensor5D;
  return tf.concat([tf.sub(1, foreground), foreground], 4) as tf.Tensor5D;
};

/** A model that answers with a number for the whole window: its mean, whatever voxel is asked. */
const windowMean = (batch: tf.Tensor5D): tf.Tensor5D => {
  const mean = tf.mean(batch, [1, 2, 3, 4], true) as tf.Tensor5D;
  const full = tf.add(tf.zerosLike(batch), mean) as tf.Tensor5D;
  return tf.concat([tf.sub(1, full), full], 4) as tf.Tensor5D;
};

describe('window places', () => {
  it('agrees with the example of docs/method.md 1.6: 183 x 140 x 88, patch 112 x 112 x 80, stride 18, 18, 4', () => {
    expect(windowStarts(183, 112, 18)).toEqual([0, 18, 36, 54, 71]);
    expect(windowStarts(140, 112, 18)).toEqual([0, 18, 28]);
    expect(windowStarts(88, 80, 4)).toEqual([0, 4, 8]);
    expect(windowPlaces([183, 140, 88], [112, 112, 80], [18, 18, 4]).length).toBe(45);
  });

  it('covers every place, and its counts sum to windows times patch', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (patch, more, wide) => {
          const stride = Math.min(wide, patch);
          const starts = windowStarts(patch + more, patch, stride);
          const counts = windowCounts(patch + more, patch, starts);
          expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
          expect(counts.reduce((sum, value) => sum + value, 0)).toBe(starts.length * patch);
          expect(starts.at(-1)).toBe(more);
        },
      ),
    );
  });

  it('pads the smaller half in front', () => {
    expect(paddingFor([5, 9, 4], [8, 8, 4])).toEqual({ size: [8, 9, 4], before: [1, 0, 0] });
  });

  it('refuses what cannot be', () => {
    expect(() => windowStarts(4, 5, 1)).toThrow(/size 4, patch 5/);
    expect(() => windowStarts(5, 4, 0)).toThrow(/stride 0/);
  });
});

describe('slidingWindow', () => {
  const options = { patch: [4, 4, 4], stride: [2, 3, 4], batch: 3, classes: 2 } as const;

  it("gives a pointwise model's own answer at every voxel, for volumes smaller and larger than the patch", async () => {
    for (const size of [
      [3, 2, 4],
      [4, 4, 4],
      [9, 5, 3],
      [7, 8, 9],
    ] as const) {
      const image = volumeOf(size);
      const [map] = await slidingWindow(image, [pointwise], options);
      expect(map?.size).toEqual(size);
      for (const [voxel, value] of image.data.entries()) {
        expect(map?.data[2 * voxel + 1]).toBeCloseTo(1 / (1 + Math.exp(-value)), 5);
      }
    }
  });

  it('averages the windows over a voxel, padding counted as zeros', async () => {
    const image: Volume = { size: [6, 1, 1], spacing: [1, 1, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
    const [map] = await slidingWindow(image, [windowMean], { patch: [4, 1, 1], stride: [1, 1, 1], batch: 2, classes: 2 });
    // Windows: mean 2.5, 3.5, 4.5.
    expect([0, 1, 2, 3, 4, 5].map((voxel) => map?.data[2 * voxel + 1])).toEqual([2.5, 3, 3.5, 3.5, 4, 4.5]);
    const small: Volume = { size: [2, 1, 1], spacing: [1, 1, 1], data: Float32Array.of(1, 3) };
    const [padded] = await slidingWindow(small, [windowMean], { patch: [4, 1, 1], stride: [4, 1, 1], batch: 2, classes: 2 });
    expect([padded?.data[1], padded?.data[3]]).toEqual([1, 1]);
  });

  it('does not depend on the batch size, and leaks no tensor', async () => {
    const image = volumeOf([7, 6, 5]);
    const before = tf.memory().numTensors;
    const [one] = await slidingWindow(image, [windowMean], { ...options, batch: 1 });
    const [many] = await slidingWindow(image, [windowMean], { ...options, batch: 100 });
    expect(many?.data).toEqual(one?.data);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('runs several models over the same windows', async () => {
    const image = volumeOf([5, 5, 5]);
    const both = await slidingWindow(image, [pointwise, windowMean], options);
    const [alone] = await slidingWindow(image, [windowMean], options);
    expect(both[1]?.data).toEqual(alone?.data);
  });

  it('reports progress and stops when asked', async () => {
    const controller = new AbortController();
    const seen: number[][] = [];
    const run = slidingWindow(volumeOf([8, 8, 8]), [pointwise], {
      ...options,
      signal: controller.signal,
      onProgress: (done, total) => {
        seen.push([done, total]);
        if (seen.length === 2) controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual([
      [3, 18],
      [6, 18],
    ]);
  });

  it('names the shapes when a model answers with another one', async () => {
    await expect(slidingWindow(volumeOf([4, 4, 4]), [(batch) => batch.clone()], options)).rejects.toThrow(
      'shape [1, 4, 4, 4, 1], expected [1, 4, 4, 4, 2]',
    );
  });
});

describe('probabilities', () => {
  it('takes the highest class, the lowest on a tie', () => {
    const data = Float32Array.of(0.2, 0.5, 0.3, 0.4, 0.4, 0.2, 0.1, 0.1, 0.8);
    expect([...argmaxOf({ size: [3, 1, 1], classes: 3, data })]).toEqual([1, 0, 2]);
  });

  it('averages maps, and refuses maps of different sizes', () => {
    const map = (...values: number[]) => ({ size: [1, 1, 1] as Triple, classes: 2, data: Float32Array.from(values) });
    expect([...argmaxOf(map(0, 1), map(0.75, 0.25))]).toEqual([1]);
    expect([...argmaxOf(map(0.25, 0.75), map(0.75, 0.25))]).toEqual([0]);
    expect([...foregroundOf(map(1, 0), map(0.5, 0.5))]).toEqual([Math.round(255 / 4)]);
    expect(() => argmaxOf(map(1, 0), { size: [2, 1, 1], classes: 2, data: new Float32Array(4) })).toThrow(/sizes differ/);
    expect(() => argmaxOf()).toThrow(/none given/);
  });
});
