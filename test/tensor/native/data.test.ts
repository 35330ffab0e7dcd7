/** Where a tensor's data lives, and what happens to it. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convNormRelu } from '../../../src/core/ops/convNormRelu';
import { NativeBackend } from '../../../src/tensor/native/backend';
import { addon, gridValues, NOT_BUILT, useNative, withoutAddon } from '../../core/ops/support';

const backend = (): NativeBackend => {
  const active = tf.backend();
  if (!(active instanceof NativeBackend)) throw new Error('native is not active');
  return active;
};
const used = (): number => addon?.memory().used ?? NaN;
const isNative = (t: tf.Tensor): boolean => backend().entry(t.dataId).isNative;

describe.skipIf(withoutAddon)(`data of native tensors${NOT_BUILT}`, () => {
  let before = { tensors: 0, used: 0 };
  beforeEach(async () => {
    await useNative();
    before = { tensors: tf.memory().numTensors, used: used() };
  });
  afterEach(() => expect({ tensors: tf.memory().numTensors, used: used() }).toEqual(before));

  it('stays in JavaScript until a native kernel wants it, and is then a copy', () => {
    const values = gridValues(64, 1);
    const x = tf.tensor2d(values, [8, 8]);
    const probabilities = (): Float32Array => tf.tidy(() => tf.softmax(x).dataSync() as Float32Array);
    expect(isNative(x)).toBe(false);
    const first = probabilities();
    expect(isNative(x)).toBe(true);
    values.fill(NaN);
    expect(probabilities()).toEqual(first);
    x.dispose();
  });

  it('is read into a fresh array every time', () => {
    const x = tf.tidy(() => tf.softmax(tf.tensor1d([1, 2, 3])));
    x.dataSync().fill(0);
    expect(x.dataSync()[0]).toBeCloseTo(0.09, 2);
    x.dispose();
  });

  it('of integers, booleans and complex numbers never leaves JavaScript', () => {
    const tensors = tf.tidy(() => [
      tf.tensor1d([1, 2], 'int32'),
      tf.tensor1d([true, false]),
      tf.complex([1, 2], [3, 4]),
      tf.tensor1d(['a', 'b']),
    ]);
    expect(tensors.map(isNative)).toEqual([false, false, false, false]);
    expect(() => backend().storageOf(tensors[0] as tf.Tensor)).toThrow(/int32 tensor \[2\] has no native storage/);
    expect(tf.tidy(() => tf.add(tensors[0] as tf.Tensor, tf.scalar(1, 'int32')).dataSync())).toEqual(Int32Array.of(2, 3));
    tf.dispose(tensors);
  });

  it('of empty tensors passes every kernel', () => {
    tf.tidy(() => {
      const empty: tf.Tensor5D = tf.zeros([0, 4, 4, 4, 2]);
      expect(tf.conv3d(empty, tf.ones([3, 3, 3, 2, 5]), 1, 'same').shape).toEqual([0, 4, 4, 4, 5]);
      const filter = tf.ones([3, 3, 3, 2, 5]) as tf.Tensor5D;
      for (const norm of ['batch', 'instance', 'none'] as const) {
        const y = convNormRelu(empty, { filter }, { kind: 'same', norm, training: true });
        expect(y.shape).toEqual([0, 4, 4, 4, 5]);
      }
      expect(tf.softmax(empty).shape).toEqual([0, 4, 4, 4, 2]);
      expect(tf.add(empty, tf.ones([2])).shape).toEqual([0, 4, 4, 4, 2]);
      expect(tf.sum(empty, [0, 1, 2, 3]).dataSync()).toEqual(Float32Array.of(0, 0));
    });
  });

  it('is shared by clones and reshapes and freed with the last of them', () => {
    const x = tf.tidy(() => tf.softmax(tf.tensor1d(gridValues(64, 1))));
    const clone = x.clone();
    const view = tf.reshape(x, [8, 8]);
    const held = used();
    x.dispose();
    clone.dispose();
    expect(used()).toBe(held);
    expect(tf.tidy(() => tf.sum(view).dataSync()[0])).toBeCloseTo(1, 5);
    view.dispose();
    expect(used()).toBeLessThan(held);
    expect(() => x.dataSync()).toThrow(/disposed/);
    x.dispose();
  });

  it('is counted by tf.memory()', () => {
    const x = tf.tidy(() => tf.softmax(tf.tensor2d(gridValues(100_000, 1), [50_000, 2])));
    expect(tf.memory()).toMatchObject({ nativeBytes: used() });
    expect(used() - before.used).toBeGreaterThanOrEqual(400_000);
    x.dispose();
  });

  it('leaves nothing behind when a kernel fails', () => {
    tf.tidy(() => {
      const x = tf.ones([1, 4, 4, 4, 2]) as tf.Tensor5D;
      const wrong = tf.ones([1, 4, 4, 4, 3]);
      backend().storageOf(x);
      backend().storageOf(wrong);
      const start = { used: used(), ids: backend().numDataIds() };
      expect(() => tf.engine().runKernel('ConvNormRelu', { x, filter: wrong })).toThrow();
      expect(() => tf.engine().runKernel('MaxPool2Gradient', { x, dy: wrong })).toThrow(/maxPool2Backward/);
      expect({ used: used(), ids: backend().numDataIds() }).toEqual(start);
    });
  });

  it('that does not fit into memory is an Error, and the backend lives on', () => {
    const x = tf.tensor1d(gridValues(1 << 16, 1));
    addon?.trim();
    addon?.setMemoryLimit(4 << 20);
    try {
      expect(() => tf.tidy(() => tf.add(tf.ones([1 << 21]), tf.ones([1 << 21])))).toThrow(/out of memory/);
      expect(tf.tidy(() => tf.sum(tf.add(x, x)).dataSync()[0])).toBeCloseTo(
        2 * [...gridValues(1 << 16, 1)].reduce((a, b) => a + b),
        1,
      );
    } finally {
      addon?.setMemoryLimit(Infinity);
    }
    x.dispose();
  });
});
