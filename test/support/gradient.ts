import * as tf from '@tensorflow/tfjs-core';

/** Gradient of a scalar function of one tensor by the tape. */
export function tapeGradient(f: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor): Float32Array {
  return tf.tidy(() => tf.grad(f)(x).dataSync<'float32'>());
}

/** The same by central differences; float32 limits it to about 1e-3 of the function's value / step. */
export function differenceGradient(f: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor, step: number): number[] {
  const values = [...x.dataSync()];
  const at = (shifted: number[]): number => tf.tidy(() => f(tf.tensor(shifted, x.shape)).dataSync()[0] as number);
  return values.map((value, i) => {
    const shifted = (by: number): number[] => values.with(i, Math.fround(value + by));
    const width = Math.fround(value + step) - Math.fround(value - step);
    return (at(shifted(step)) - at(shifted(-step))) / width;
  });
}

/** |a - b| / |b| in the Euclidean norm. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += ((a[i] as number) - (b[i] as number)) ** 2;
    size += (b[i] as number) ** 2;
  }
  return Math.sqrt(difference / size);
}
