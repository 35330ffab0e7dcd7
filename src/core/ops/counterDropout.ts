import * as tf from '@tensorflow/tfjs-core';
import type { DropoutMaskOptions } from '../random/dropoutMask';
import { checkDropout, dropoutFactors } from '../random/dropoutMask';
import { hasKernel, runSingle } from './kernels';
import type { Shape5D } from './shapes';

export const COUNTER_DROPOUT = 'CounterDropout';

/**
 * Dropout whose mask is a function of the seed alone, the same on every backend: y = x / (1 - rate) where kept, else 0.
 * @param x [batch, depth, height, width, channels]
 * @throws Error when rate or seed is out of range
 */
export function counterDropout(x: tf.Tensor5D, options: DropoutMaskOptions): tf.Tensor5D {
  checkDropout(options);
  if (options.rate === 0 || x.size === 0) return x.clone();
  const { mode, rate, seed } = options;
  if (hasKernel(COUNTER_DROPOUT)) return runSingle(COUNTER_DROPOUT, { x }, { mode, rate, seed });
  return tf.tidy(() => {
    const [batch, , , , channels] = x.shape;
    const maskShape: Shape5D = mode === 'channel' ? [batch, 1, 1, 1, channels] : x.shape;
    const factors = dropoutFactors(tf.util.sizeFromShape(maskShape), options);
    return tf.mul<tf.Tensor5D>(x, tf.tensor5d(factors, maskShape));
  });
}
