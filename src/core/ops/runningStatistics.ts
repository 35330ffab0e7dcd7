import * as tf from '@tensorflow/tfjs-core';
import { withoutGradient } from '../gradient/detach';

/** What batch norm uses at inference: float32 [channels] each, not trainable. */
export interface RunningStatistics {
  readonly mean: tf.Variable<tf.Rank.R1>;
  readonly variance: tf.Variable<tf.Rank.R1>;
}

export interface BatchStatistics {
  /** Without the convolution's bias. Functions, so that their operations stay off the tape too. */
  readonly mean: () => tf.Tensor1D;
  /** Biased: divided by `count`. */
  readonly variance: () => tf.Tensor1D;
  /** Voxels a channel: batch x depth x height x width. */
  readonly count: number;
}

/** Moves the running statistics towards a batch's, as PyTorch does: the mean includes the bias, the variance is unbiased. */
export function updateRunningStatistics(
  running: RunningStatistics,
  batch: BatchStatistics,
  bias: tf.Tensor1D | undefined,
  momentum: number,
): void {
  // Not on the tape: no gradient leads through here, and every node on it costs time in the backward pass.
  withoutGradient(() =>
    tf.tidy(() => {
      const mean = bias === undefined ? batch.mean() : tf.add(batch.mean(), bias);
      const unbiased = batch.count / Math.max(1, batch.count - 1);
      const blend = (old: tf.Tensor1D, now: tf.Tensor, weight: number): tf.Tensor1D =>
        tf.add(tf.mul(old, 1 - momentum), tf.mul(now, weight));
      running.mean.assign(blend(running.mean, mean, momentum));
      running.variance.assign(blend(running.variance, batch.variance(), momentum * unbiased));
    }),
  );
}
