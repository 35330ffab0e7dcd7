import * as tf from '@tensorflow/tfjs-core';
import type { BlockParameters } from './blockParameters';
import type { ConvolutionKind } from './convolution';
import { convolve } from './convolution';
import { hasKernel, isRecording, runSingle } from './kernels';

export const CONV_AFFINE_RELU = 'ConvAffineRelu';

export interface ConvAffineReluOptions {
  readonly kind: ConvolutionKind;
  readonly norm: 'batch' | 'none';
  readonly epsilon: number;
}

/** What a block without statistics of its own does to each channel after the convolution: z * scale + shift, both [out]. */
function channelwise(p: BlockParameters, channels: number, options: ConvAffineReluOptions): [tf.Tensor1D, tf.Tensor1D] {
  const bias = p.bias ?? tf.zeros<tf.Rank.R1>([channels]);
  if (options.norm === 'none') {
    if (p.gamma !== undefined || p.beta !== undefined)
      throw new Error("convNormRelu: gamma and beta need a norm, got norm 'none'");
    return [tf.ones([channels]), bias];
  }
  if (p.running === undefined) throw new Error('convNormRelu: batch norm at inference needs running statistics');
  const inverse = tf.rsqrt(tf.add(p.running.variance, options.epsilon));
  const scale = p.gamma === undefined ? inverse : tf.mul(inverse, p.gamma);
  const shift = tf.mul(tf.sub(bias, p.running.mean), scale);
  return [scale as tf.Tensor1D, p.beta === undefined ? (shift as tf.Tensor1D) : tf.add(shift, p.beta)];
}

/** The block of convNormRelu where the norm has fixed statistics (batch norm at inference), or where there is no norm. */
export function convAffineRelu(
  x: tf.Tensor5D,
  p: BlockParameters,
  options: ConvAffineReluOptions,
  skip: tf.Tensor5D | undefined,
): tf.Tensor5D {
  return tf.tidy(() => {
    const { kind } = options;
    const channels = p.filter.shape[kind === 'up' ? 3 : 4];
    const [scale, shift] = channelwise(p, channels, options);
    // No network trains through this block, so the kernel has no gradient: plain operations serve whoever wants one.
    if (hasKernel(CONV_AFFINE_RELU) && !isRecording() && x.size > 0) {
      const inputs = { x, filter: p.filter, scale, shift };
      return runSingle<tf.Tensor5D>(CONV_AFFINE_RELU, skip === undefined ? inputs : { ...inputs, skip }, { kind });
    }
    const y = tf.relu(tf.add(tf.mul(convolve(x, p.filter, kind), scale), shift)) as tf.Tensor5D;
    return skip === undefined ? y : tf.add(y, skip);
  });
}
