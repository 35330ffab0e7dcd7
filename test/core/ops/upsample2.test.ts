import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { upsample2 } from '../../../src/core/ops/upsample2';
import {
  gridValues,
  NOT_BUILT,
  relativeError,
  useJs,
  useNative,
  valueAndGradients,
  weightsFor,
  withoutAddon,
  worstError,
} from './support';

/** Trilinear interpolation from its definition: output i samples the input at (i + 0.5) / 2 - 0.5, clamped to the volume. */
function reference(x: Float32Array, [n, d, h, w, c]: number[]): Float32Array {
  const [N, D, H, W, C] = [n ?? 0, d ?? 0, h ?? 0, w ?? 0, c ?? 0];
  const taps = (i: number, size: number): [number, number][] => {
    const at = Math.max(0, (i + 0.5) / 2 - 0.5);
    const low = Math.floor(at);
    return [
      [low, 1 - (at - low)],
      [Math.min(low + 1, size - 1), at - low],
    ];
  };
  const y: number[] = [];
  for (let b = 0; b < N; b++)
    for (let i = 0; i < 2 * D; i++)
      for (let j = 0; j < 2 * H; j++)
        for (let k = 0; k < 2 * W; k++)
          for (let q = 0; q < C; q++) {
            let sum = 0;
            for (const [z, wz] of taps(i, D))
              for (const [yy, wy] of taps(j, H))
                for (const [xx, wx] of taps(k, W)) sum += wz * wy * wx * (x[(((b * D + z) * H + yy) * W + xx) * C + q] ?? NaN);
            y.push(sum);
          }
  return Float32Array.from(y);
}

const SHAPES = [
  [2, 3, 4, 5, 3],
  [1, 1, 1, 1, 1],
  [1, 1, 2, 3, 8],
  [2, 2, 2, 2, 17],
];

describe('upsample2', () => {
  it('is the trilinear interpolation of its definition', async () => {
    await useJs();
    for (const shape of SHAPES) {
      const values = gridValues(tf.util.sizeFromShape(shape), 1);
      const y = tf.tidy(() => upsample2(tf.tensor(values, shape as tf.ShapeMap['R5'])).dataSync());
      expect(relativeError(y, reference(values, shape))).toBeLessThan(1e-6);
    }
  });

  it('has the transpose of itself as its gradient', async () => {
    await useJs();
    for (const shape of SHAPES) {
      const values = gridValues(tf.util.sizeFromShape(shape), 2);
      const { y = new Float32Array(), x = new Float32Array() } = valueAndGradients(
        { x: { shape, values } },
        (t) => upsample2(t['x'] as tf.Tensor5D),
        ['x'],
      );
      const dy = weightsFor(y.length);
      const inner = (a: Float32Array, b: Float32Array): number => a.reduce((s, v, i) => s + v * (b[i] ?? NaN), 0);
      expect(inner(x, values)).toBeCloseTo(inner(dy, y), 3);
    }
  });

  it('gives an empty tensor for an empty one', async () => {
    await useJs();
    expect(upsample2(tf.zeros([0, 2, 3, 4, 5])).shape).toEqual([0, 4, 6, 8, 5]);
  });

  describe.skipIf(withoutAddon)(`on native${NOT_BUILT}`, () => {
    it.each([
      ['float32', 1e-5],
      ['bfloat16', 1e-2],
    ] as const)('agrees with plain operations in %s', async (precision, tolerance) => {
      for (const shape of SHAPES) {
        const inputs = { x: { shape, values: gridValues(tf.util.sizeFromShape(shape), 3) } };
        const run = (): ReturnType<typeof valueAndGradients> =>
          valueAndGradients(inputs, (t) => upsample2(t['x'] as tf.Tensor5D), ['x']);
        await useJs();
        const expected = run();
        await useNative(precision);
        expect(worstError(run(), expected).error).toBeLessThan(tolerance);
      }
      expect(upsample2(tf.zeros([0, 2, 3, 4, 5])).shape).toEqual([0, 4, 6, 8, 5]);
    });
  });
});
