/** Joining, splitting, slicing and padding, and their gradients, against tfjs-backend-cpu. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { NativeBackend } from '../../../src/tensor/native/backend';
import type { Named } from '../../core/ops/support';
import { gridValues, NOT_BUILT, useJs, useNative, withoutAddon, worstError } from '../../core/ops/support';

const SHAPE: tf.ShapeMap['R5'] = [4, 3, 5, 2, 6];

/** Moves a tensor's data to native memory, where the native kernels look for it. */
function native<T extends tf.Tensor>(t: T): T {
  if (tf.getBackend() === 'native') (tf.backend() as NativeBackend).storageOf(t);
  return t;
}
const make = (shape: number[], seed: number): tf.Tensor =>
  native(tf.tensor(gridValues(tf.util.sizeFromShape(shape), seed), shape));

const operations: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  'concat of channels': (x) => tf.concat([x, make([4, 3, 5, 2, 1], 2), make(SHAPE, 3)], 4),
  'concat of samples': (x) => tf.concat([make([1, 3, 5, 2, 6], 2), x], 0),
  'concat in the middle': (x) => tf.concat([x, x], -3),
  'split of samples': (x) => tf.mul(tf.split(x, [1, 3], 0)[1] as tf.Tensor, 2),
  'split of channels': (x) => tf.add(...(tf.split(x, 2, 4) as [tf.Tensor, tf.Tensor])),
  'slice of samples': (x) => tf.slice(x, 2),
  'slice of channels': (x) => tf.slice(x, [0, 0, 0, 0, 1], [-1, -1, -1, -1, 3]),
  'slice in the middle': (x) => tf.slice(x, [0, 0, 1, 0, 0], [-1, -1, 2, -1, -1]),
  'slice of two axes': (x) => tf.slice(x, [1, 0, 0, 0, 1], [2, -1, -1, -1, 3]),
  'slice of nothing': (x) => tf.concat([tf.slice(x, 4), x], 0),
  'whole slice': (x) => tf.slice(x, 0),
  'zeros at both ends': (x) =>
    tf.pad(x, [
      [0, 0],
      [1, 2],
      [0, 0],
      [0, 0],
      [0, 0],
    ]),
  'ones behind the channels': (x) =>
    tf.pad(
      x,
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 3],
      ],
      1,
    ),
  'padding of two axes': (x) =>
    tf.pad(x, [
      [0, 0],
      [1, 2],
      [0, 0],
      [2, 0],
      [0, 0],
    ]),
};

function run(f: (x: tf.Tensor) => tf.Tensor): Named {
  return tf.tidy(() => {
    const x = make(SHAPE, 1);
    let y = new Float32Array();
    const gradient = tf.grad((t: tf.Tensor) => {
      const result = f(t);
      y = Float32Array.from([...result.shape, ...(result.dataSync() as Float32Array)]);
      return tf.sum(native(tf.mul(result, make(result.shape, 9))));
    })(x);
    return { y, gradient: gradient.dataSync() as Float32Array };
  });
}

describe.skipIf(withoutAddon)(`copies of blocks${NOT_BUILT}`, () => {
  it.each(Object.entries(operations))('%s', async (_, f) => {
    await useJs();
    const expected = run(f);
    await useNative();
    expect(worstError(run(f), expected).error).toBe(0);
  });

  it('keep bfloat16 data in bfloat16', async () => {
    await useNative('bfloat16');
    const backend = tf.backend() as NativeBackend;
    tf.tidy(() => {
      const filter = tf.tensor(gridValues(36, 1), [1, 1, 1, 6, 6]) as tf.Tensor5D;
      const narrow = tf.conv3dTranspose(make(SHAPE, 1) as tf.Tensor5D, filter, SHAPE, 1, 'same');
      expect(backend.storageOf(narrow).type).toBe('bfloat16');
      const canCopy = backend.addon.copyBlocks !== undefined;
      const joined = tf.concat([narrow, narrow], 4);
      expect(backend.storageOf(joined).type).toBe(canCopy ? 'bfloat16' : 'float32');
      expect(
        worstError({ y: tf.slice(joined, [0, 0, 0, 0, 6]).dataSync() as Float32Array }, { y: narrow.dataSync() as Float32Array })
          .error,
      ).toBe(0);
    });
  });
});
