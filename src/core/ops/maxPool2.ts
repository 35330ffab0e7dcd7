import * as tf from '@tensorflow/tfjs-core';
import { interleave } from './interleave';
import { hasKernel, runSingle } from './kernels';

export const MAX_POOL2 = 'MaxPool2';

/** The eight strided views of x, one for each place in a window, in depth, height, width order. */
function windowViews(x: tf.Tensor5D, half: readonly number[]): tf.Tensor5D[] {
  const [batch, , , , channels] = x.shape;
  const [depth = 0, height = 0, width = 0] = half;
  const end = [batch, 2 * depth, 2 * height, 2 * width, channels];
  return [0, 1, 2, 3, 4, 5, 6, 7].map((place) => {
    const begin = [0, place >> 2, (place >> 1) & 1, place & 1, 0];
    return tf.stridedSlice(x, begin, end, [1, 2, 2, 2, 1]) as tf.Tensor5D;
  });
}

/** Inverse of windowViews(), with zeros where an odd edge belongs to no window. */
function merge(views: tf.Tensor5D[], shape: readonly number[]): tf.Tensor5D {
  const pairs = (list: tf.Tensor5D[], axis: number): tf.Tensor5D[] =>
    list.flatMap((even, i) => {
      const odd = list[i + 1];
      return i % 2 === 0 && odd !== undefined ? [interleave(even, odd, axis)] : [];
    });
  const [merged] = pairs(pairs(pairs(views, 3), 2), 1);
  if (merged === undefined) throw new Error('maxPool2: a window has eight places.');
  return tf.pad(
    merged,
    shape.map((size, axis): [number, number] => [0, size - (merged.shape[axis] ?? size)]),
  );
}

/** Plain form. Its gradient is spelled out because tfjs sends it to the last maximum of a window, where PyTorch takes the first. */
const plainMaxPool2 = tf.customGrad((...[input, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
  const x = input as tf.Tensor5D;
  const half = x.shape.slice(1, 4).map((size) => Math.floor(size / 2));
  const y = windowViews(x, half).reduce((a, b) => tf.maximum(a, b));
  (save as tf.GradSaveFunc)([x, y]);
  return {
    value: y,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [xs, ys] = saved as [tf.Tensor5D, tf.Tensor5D];
      let open = tf.onesLike(ys);
      const views = windowViews(xs, half).map((view) => {
        const hit = tf.mul(open, tf.cast(tf.equal(view, ys), 'float32'));
        open = tf.sub(open, hit);
        return tf.mul<tf.Tensor5D>(dy, hit);
      });
      return merge(views, xs.shape);
    },
  };
});

/**
 * 2x2x2 max pooling with stride 2; an odd edge is dropped. The first maximum of a window (depth, height, width order) takes the gradient.
 * @param x [batch, depth, height, width, channels]
 * @returns [batch, floor(depth / 2), floor(height / 2), floor(width / 2), channels]
 */
export function maxPool2(x: tf.Tensor5D): tf.Tensor5D {
  return hasKernel(MAX_POOL2) && x.size > 0 ? runSingle(MAX_POOL2, { x }, {}) : (plainMaxPool2(x) as tf.Tensor5D);
}
