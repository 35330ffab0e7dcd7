/** tfjs casts bool and int32 to float32 by giving the same data another name. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { NOT_BUILT, useNative, withoutAddon } from '../../core/ops/support';

/** Enough for the native kernels. */
const ROWS = 20_000;

describe.skipIf(withoutAddon)(`casts to float32${NOT_BUILT}`, () => {
  it('reach the native kernels, and what was cast keeps its own values', async () => {
    await useNative();
    const x = tf.tensor1d(Float32Array.from({ length: ROWS }, (_, i) => (i % 2 === 0 ? 1 : -1)));
    const mask = tf.greater(x, 0);
    const classes = tf.cast(tf.mul(x, 3), 'int32');
    const masked = tf.sum(tf.mul(tf.reshape(tf.cast(mask, 'float32'), [ROWS, 1]), tf.ones([ROWS, 2])));
    const squared = tf.sum(tf.square(tf.add(tf.cast(classes, 'float32'), tf.zeros([ROWS]))));
    expect((await masked.data())[0]).toBe(ROWS);
    expect((await squared.data())[0]).toBe(9 * ROWS);
    expect((await mask.data()) instanceof Uint8Array).toBe(true);
    expect((await classes.data()) instanceof Int32Array).toBe(true);
    expect(Uint8Array.from(await mask.data()).reduce((a, b) => a + b, 0)).toBe(ROWS / 2);
  });
});
