import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { maxPool2 } from '../../../src/core/ops/maxPool2';
import { gridValues, NOT_BUILT, useJs, useNative, valueAndGradients, weightsFor, withoutAddon, worstError } from './support';

/** Pooling and its gradient by loops; the first maximum of a window takes dy. */
function reference(x: Float32Array, shape: number[]): { y: Float32Array; dx: Float32Array } {
  const [N = 0, D = 0, H = 0, W = 0, C = 0] = shape;
  const [d, h, w] = [D >> 1, H >> 1, W >> 1];
  const y = new Float32Array(N * d * h * w * C);
  const dx = new Float32Array(x.length);
  const dy = weightsFor(y.length);
  let o = 0;
  for (let b = 0; b < N; b++)
    for (let i = 0; i < d; i++)
      for (let j = 0; j < h; j++)
        for (let k = 0; k < w; k++)
          for (let c = 0; c < C; c++, o++) {
            let best = -1;
            for (let place = 0; place < 8; place++) {
              const at = (((b * D + 2 * i + (place >> 2)) * H + 2 * j + ((place >> 1) & 1)) * W + 2 * k + (place & 1)) * C + c;
              if (best < 0 || (x[at] ?? NaN) > (x[best] ?? NaN)) best = at;
            }
            y[o] = x[best] ?? NaN;
            dx[best] = (dx[best] ?? 0) + (dy[o] ?? NaN);
          }
  return { y, dx };
}

const SHAPES = [
  [2, 4, 6, 8, 3],
  [1, 2, 2, 2, 16],
  [1, 5, 3, 7, 5],
  [2, 2, 4, 2, 33],
];

/** Few different values, so that most windows have several maxima; ReLU's zeros do the same in a network. */
const tied = (shape: number[]): Float32Array =>
  gridValues(tf.util.sizeFromShape(shape), 5).map((v) => Math.max(0, Math.round(v)));
const untied = (shape: number[]): Float32Array => gridValues(tf.util.sizeFromShape(shape), 6);
const run = (shape: number[], values: Float32Array): ReturnType<typeof valueAndGradients> =>
  valueAndGradients({ x: { shape, values } }, (t) => maxPool2(t['x'] as tf.Tensor5D), ['x']);

describe('maxPool2', () => {
  it.each([
    ['distinct', untied],
    ['tied', tied],
  ] as const)('pools and gives the gradient to the first maximum of %s values', async (_, values) => {
    await useJs();
    for (const shape of SHAPES) {
      const { y, dx } = reference(values(shape), shape);
      expect(worstError(run(shape, values(shape)), { y, x: dx }).error).toBe(0);
    }
  });

  describe.skipIf(withoutAddon)(`on native${NOT_BUILT}`, () => {
    it('agrees with plain operations exactly in float32', async () => {
      for (const shape of SHAPES)
        for (const values of [untied(shape), tied(shape)]) {
          await useJs();
          const expected = run(shape, values);
          await useNative();
          expect(worstError(run(shape, values), expected).error).toBe(0);
        }
    });

    it('agrees with plain operations in bfloat16', async () => {
      for (const shape of SHAPES) {
        await useJs();
        const expected = run(shape, tied(shape));
        await useNative('bfloat16');
        expect(worstError(run(shape, tied(shape)), expected).error).toBeLessThan(1e-2);
      }
    });

    it('takes empty tensors', async () => {
      await useNative();
      expect(maxPool2(tf.zeros([0, 4, 4, 4, 2])).shape).toEqual([0, 2, 2, 2, 2]);
    });
  });
});
