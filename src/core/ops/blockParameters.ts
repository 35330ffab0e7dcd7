import type * as tf from '@tensorflow/tfjs-core';
import type { RunningStatistics } from './runningStatistics';

/** Weights of one convolution block. */
export interface BlockParameters {
  /** [size, size, size, in, out]; of kind 'up' [2, 2, 2, out, in]. */
  readonly filter: tf.Tensor5D;
  /** All of these are [out]. */
  readonly bias?: tf.Tensor1D | undefined;
  readonly gamma?: tf.Tensor1D | undefined;
  readonly beta?: tf.Tensor1D | undefined;
  readonly running?: RunningStatistics | undefined;
}
