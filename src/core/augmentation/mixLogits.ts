import * as tf from '@tensorflow/tfjs-core';
import type { Triple } from '../volume/types';
import type { CutMix } from './cutmix';
import { forEachRun } from './cutmix';

/**
 * Logits [count, depth, height, width, K] of unmixed patches, mixed as mixImages() mixes the patches themselves; only the rows
 * from `first` on are made and returned. Every value is a copy of one of the given ones, bit for bit.
 */
export function mixLogits(logits: tf.Tensor5D, { partners, boxes }: CutMix, first: number): tf.Tensor5D {
  const [count, depth, height, width, classes] = logits.shape;
  if (count !== partners.length) throw new Error(`cutmix: ${count} rows of logits for ${partners.length} patches`);
  const size: Triple = [width, height, depth];
  const rows = count - first;
  const perPatch = depth * height * width * classes;
  // As wide as the logits: element-wise kernels are many times faster without broadcasting.
  const inside = new Float32Array(rows * perPatch);
  boxes.slice(first).forEach((box, row) => {
    forEachRun(box, size, (from, to) => inside.fill(1, row * perPatch + from * classes, row * perPatch + to * classes));
  });
  return tf.tidy(() => {
    const mask = tf.tensor5d(inside, [rows, depth, height, width, classes]);
    const own = tf.slice(logits, [first, 0, 0, 0, 0], [rows, depth, height, width, classes]);
    const other = tf.gather(logits, tf.tensor1d(partners.slice(first), 'int32'));
    return tf.add(tf.mul(other, mask), tf.mul(own, tf.sub(1, mask)));
  });
}
