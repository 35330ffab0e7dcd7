/** Plain convolutions and their gradients against tfjs-backend-cpu. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Named } from '../../core/ops/support';
import { gridValues, NOT_BUILT, useJs, useNative, valueAndGradients, withoutAddon, worstError } from '../../core/ops/support';

interface Case {
  readonly name: string;
  readonly inputs: Record<string, number[]>;
  readonly apply: (t: Record<string, tf.Tensor>) => tf.Tensor;
}

const conv3d = (x: number[], filter: number[], strides: 1 | 2 | [number, number, number], pad: 'same' | 'valid'): Case => ({
  name: `conv3d [${x}] * [${filter}], strides ${strides}, ${pad}`,
  inputs: { x, filter },
  apply: (t) => tf.conv3d(t['x'] as tf.Tensor5D, t['filter'] as tf.Tensor5D, strides, pad),
});
const transposed = (dy: number[], filter: number[], shape: number[], strides: 1 | 2): Case => ({
  name: `conv3dTranspose [${dy}] * [${filter}] -> [${shape}], strides ${strides}`,
  inputs: { x: dy, filter },
  apply: (t) =>
    tf.conv3dTranspose(t['x'] as tf.Tensor5D, t['filter'] as tf.Tensor5D, shape as tf.ShapeMap['R5'], strides, 'same'),
});
const conv2d = (x: number[], filter: number[], strides: 1 | 2, pad: 'same' | 'valid' | number): Case => ({
  name: `conv2d [${x}] * [${filter}], strides ${strides}, ${pad}`,
  inputs: { x, filter },
  apply: (t) => tf.conv2d(t['x'] as tf.Tensor4D, t['filter'] as tf.Tensor4D, strides, pad),
});

const cases: Case[] = [
  conv3d([2, 4, 5, 6, 3], [3, 3, 3, 3, 4], 1, 'same'),
  conv3d([1, 4, 5, 6, 16], [3, 3, 3, 16, 32], 1, 'same'),
  conv3d([1, 5, 7, 6, 3], [3, 2, 3, 3, 5], 2, 'same'),
  conv3d([1, 5, 7, 6, 3], [2, 2, 2, 3, 5], 2, 'valid'),
  conv3d([1, 5, 7, 6, 3], [2, 3, 1, 3, 5], [1, 2, 3], 'valid'),
  conv3d([2, 4, 4, 4, 16], [1, 1, 1, 16, 2], 1, 'same'),
  conv3d([2, 4, 4, 4, 1], [3, 3, 3, 1, 16], 1, 'same'),
  transposed([1, 2, 3, 4, 6], [2, 2, 2, 5, 6], [1, 4, 6, 8, 5], 2),
  transposed([2, 3, 3, 3, 4], [3, 3, 3, 2, 4], [2, 3, 3, 3, 2], 1),
  conv2d([2, 6, 7, 3], [3, 3, 3, 4], 1, 'same'),
  conv2d([1, 9, 7, 3], [3, 2, 3, 4], 2, 'valid'),
  conv2d([1, 6, 7, 3], [3, 3, 3, 4], 1, 2),
];

function run(c: Case): Named {
  const inputs = Object.fromEntries(
    Object.entries(c.inputs).map(([name, shape], i) => [
      name,
      { shape, values: gridValues(tf.util.sizeFromShape(shape), i).map((v) => v / 2) },
    ]),
  );
  return valueAndGradients(inputs, c.apply, Object.keys(c.inputs));
}

describe.skipIf(withoutAddon)(`plain convolutions${NOT_BUILT}`, () => {
  it.each([
    ['float32', 1e-5],
    ['bfloat16', 1e-2],
  ] as const)('and their gradients agree with tfjs-backend-cpu in %s', async (precision, tolerance) => {
    for (const c of cases) {
      await useJs();
      const expected = run(c);
      await useNative(precision);
      const worst = worstError(run(c), expected);
      expect(worst.error, `${c.name}: ${worst.name}`).toBeLessThan(tolerance);
    }
  });

  it('have second derivatives through the transposed one', async () => {
    const second = (): Named =>
      tf.tidy(() => {
        const x = tf.tensor(gridValues(96, 1), [1, 2, 3, 4, 4]) as tf.Tensor5D;
        const inner = (filter: tf.Tensor): tf.Tensor => tf.sum(tf.square(tf.conv3d(x, filter as tf.Tensor5D, 1, 'same')));
        const outer = tf.grad((filter: tf.Tensor) => {
          const dx = tf.grad((v: tf.Tensor) => tf.sum(tf.square(tf.conv3d(v as tf.Tensor5D, filter as tf.Tensor5D, 2, 'valid'))))(
            x,
          );
          return tf.add(tf.sum(tf.square(dx)), inner(filter));
        })(tf.tensor(gridValues(96, 2), [2, 2, 2, 4, 3]));
        return { outer: outer.dataSync().slice() as Float32Array };
      });
    await useJs();
    const expected = second();
    await useNative();
    expect(worstError(second(), expected).error).toBeLessThan(1e-5);
  });
});
