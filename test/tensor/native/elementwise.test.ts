import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Named } from '../../core/ops/support';
import { gridValues, NOT_BUILT, useJs, useNative, withoutAddon, worstError } from '../../core/ops/support';

/** Large enough for the native kernels. */
const LARGE = [2, 10, 12, 80, 3];
const make = (shape: number[], seed: number): tf.Tensor => tf.tensor(gridValues(tf.util.sizeFromShape(shape), seed), shape);

function everything(): Named {
  return tf.tidy(() => {
    const [a, b] = [make(LARGE, 1), make(LARGE, 2)];
    const bias = make([3], 3);
    const results: Record<string, tf.Tensor> = {
      same: tf.add(a, b),
      bias: tf.add(a, bias),
      'bias first': tf.add(make([1, 1, 1, 1, 3], 4), a),
      'not a bias': tf.add(a, make([12, 1, 1], 5)),
      scalar: tf.add(a, 2),
      'sum per channel': tf.sum(a, [0, 1, 2, 3]),
      'sum per channel, dimensions kept': tf.sum(a, [0, 1, 2, 3], true),
      'sum of all': tf.sum(a),
      'sum of one axis': tf.sum(a, 2),
      softmax: tf.softmax(a),
      'gradient of a bias': tf.grad((v: tf.Tensor) => tf.sum(tf.mul(tf.add(a, v), b)))(bias),
    };
    return Object.fromEntries(
      Object.entries(results).map(([name, t]) => [name, Float32Array.from([...t.shape, ...(t.dataSync() as Float32Array)])]),
    );
  });
}

describe.skipIf(withoutAddon)(`elementwise kernels${NOT_BUILT}`, () => {
  it('agree with tfjs-backend-cpu in values and shapes', async () => {
    await useJs();
    const expected = everything();
    await useNative();
    expect(worstError(everything(), expected).error).toBeLessThan(1e-5);
  });
});
