import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { nearest2, upsample2Aligned } from '../../../src/core/ops/upsampling';
import { NOT_BUILT, relativeError, useJs, useNative, withoutAddon } from './support';

const input = (): tf.Tensor5D => tf.randomNormal([2, 3, 2, 4, 3], 0, 1, 'float32', 1);

/** From its definition: output i of n lies at i (n - 1) / (2 n - 1). */
function aligned(x: tf.Tensor5D): number[] {
  const values = x.arraySync();
  const [N, D, H, W, C] = x.shape;
  const at = (b: number, place: number[], c: number): number => {
    const sizes = [D, H, W];
    let sum = 0;
    for (let corner = 0; corner < 8; corner++) {
      let weight = 1;
      const index = place.map((i, axis) => {
        const n = sizes[axis] as number;
        const exact = (i * (n - 1)) / (2 * n - 1);
        const high = (corner >> axis) & 1;
        weight *= high === 1 ? exact - Math.floor(exact) : 1 - (exact - Math.floor(exact));
        return Math.min(Math.floor(exact) + high, n - 1);
      });
      sum += weight * (values[b]?.[index[0] as number]?.[index[1] as number]?.[index[2] as number]?.[c] ?? Number.NaN);
    }
    return sum;
  };
  const out: number[] = [];
  for (let b = 0; b < N; b++)
    for (let i = 0; i < 2 * D; i++)
      for (let j = 0; j < 2 * H; j++) for (let k = 0; k < 2 * W; k++) for (let c = 0; c < C; c++) out.push(at(b, [i, j, k], c));
  return out;
}

const backends = [['js', useJs, false] as const, [`native${NOT_BUILT}`, useNative, withoutAddon] as const];

// Without the built engine there is nothing to compare with.
for (const [name, use, skip] of backends)
  it.skipIf(skip)(`doubles sizes with corners in place, or by the nearest voxel, with their gradients (${name})`, async () => {
    await use();
    const x = input();
    const y = upsample2Aligned(x);
    expect(y.shape).toEqual([2, 6, 4, 8, 3]);
    expect(relativeError(await y.data(), aligned(x))).toBeLessThan(1e-5);
    const near = nearest2(x);
    for (const [i, j, k] of [
      [0, 0, 0],
      [5, 3, 7],
      [2, 1, 6],
    ] as const)
      expect(await tf.slice(near, [1, i, j, k, 0], [1, 1, 1, 1, 3]).data()).toEqual(
        await tf.slice(x, [1, i >> 1, j >> 1, k >> 1, 0], [1, 1, 1, 1, 3]).data(),
      );
    // Linear maps: <f(x), w> = <x, f^T(w)>, and the gradient is f^T(w).
    for (const f of [upsample2Aligned, nearest2]) {
      const w = tf.randomNormal<tf.Rank.R5>([2, 6, 4, 8, 3], 0, 1, 'float32', 2);
      const gradient = tf.grad((h: tf.Tensor) => tf.sum(tf.mul(f(h as tf.Tensor5D), w)))(x);
      const [left] = await tf.sum(tf.mul(f(x), w)).data();
      const [right] = await tf.sum(tf.mul(x, gradient)).data();
      expect(right).toBeCloseTo(left as number, 2);
    }
  });
