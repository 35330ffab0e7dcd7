import * as tf from '@tensorflow/tfjs-core';
import type { BlockParameters } from './blockParameters';
import { convAffineRelu } from './convAffineRelu';
import type { ConvolutionKind } from './convolution';
import { convolutionShape, convolve } from './convolution';
import { hasKernel, runKernel } from './kernels';
import { updateRunningStatistics } from './runningStatistics';

export const CONV_NORM_RELU = 'ConvNormRelu';

export interface ConvNormReluOptions {
  readonly kind: ConvolutionKind;
  /** batch: over batch and voxels; instance: over the voxels of each sample, in training and inference alike. */
  readonly norm: 'batch' | 'instance' | 'none';
  /** Batch norm takes the batch's own statistics (and moves the running ones) when true, the running ones when false. */
  readonly training: boolean;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** Weight of the new batch in the running statistics; 0.1 by default. */
  readonly momentum?: number;
  /** False where x is the network's input: its gradient is then not computed. True by default. */
  readonly needsInputGradient?: boolean;
}

/** Attributes of the fused kernel, whose outputs are [y, statistics]; statistics is [4, groups, channels]: mean, variance, scale, shift. */
export interface ConvNormReluAttributes {
  readonly kind: ConvolutionKind;
  readonly norm: 'batch' | 'instance';
  readonly epsilon: number;
  readonly needsInputGradient: boolean;
  readonly hasSkip: boolean;
}

type Required<T> = { readonly [K in keyof T]-?: T[K] };
type Block = Required<ConvNormReluOptions>;

const defined = (tensors: Record<string, tf.Tensor | undefined>): tf.NamedTensorMap =>
  Object.fromEntries(Object.entries(tensors).filter((pair): pair is [string, tf.Tensor] => pair[1] !== undefined));

/** [groups] statistics of one channel need [channels] tensors; batch norm has one group. */
function batchStatistics(statistics: tf.Tensor, row: number, channels: number): tf.Tensor1D {
  return tf.reshape(tf.slice(statistics, [row, 0, 0], [1, 1, channels]), [channels]);
}

function fused(x: tf.Tensor5D, p: BlockParameters, block: Block, skip: tf.Tensor5D | undefined): tf.Tensor5D {
  const { kind, epsilon, momentum, needsInputGradient } = block;
  const norm = block.norm === 'instance' ? 'instance' : 'batch';
  const attributes: ConvNormReluAttributes = { kind, norm, epsilon, needsInputGradient, hasSkip: skip !== undefined };
  const { filter, bias, gamma, beta, running } = p;
  const [y, statistics] = runKernel(CONV_NORM_RELU, defined({ x, filter, bias, gamma, beta, skip }), attributes);
  if (y === undefined || statistics === undefined) throw new Error(`${CONV_NORM_RELU} gave no output.`);
  if (running !== undefined && norm === 'batch') {
    const { channels, outShape } = convolutionShape(x.shape, filter.shape, kind);
    const count = tf.util.sizeFromShape(outShape) / channels;
    const row =
      (index: number): (() => tf.Tensor1D) =>
      () =>
        batchStatistics(statistics, index, channels);
    updateRunningStatistics(running, { mean: row(0), variance: row(1), count }, bias, momentum);
  }
  statistics.dispose();
  return y as tf.Tensor5D;
}

function plain(x: tf.Tensor5D, p: BlockParameters, block: Block, skip: tf.Tensor5D | undefined): tf.Tensor5D {
  const { filter, bias, gamma, beta, running } = p;
  const z = convolve(x, filter, block.kind);
  const { mean, variance } = tf.moments(z, block.norm === 'batch' ? [0, 1, 2, 3] : [1, 2, 3], true);
  if (running !== undefined && block.norm === 'batch' && z.size > 0) {
    const count = z.size / mean.size;
    const flat =
      (t: tf.Tensor): (() => tf.Tensor1D) =>
      () =>
        tf.reshape(t, [-1]);
    updateRunningStatistics(running, { mean: flat(mean), variance: flat(variance), count }, bias, block.momentum);
  }
  const inverse = tf.rsqrt(tf.add(variance, block.epsilon));
  const scale = gamma === undefined ? inverse : tf.mul(inverse, gamma);
  let y = tf.mul(tf.sub(z, mean), scale);
  if (beta !== undefined) y = tf.add(y, beta);
  y = tf.relu(y);
  return skip === undefined ? (y as tf.Tensor5D) : tf.add(y, skip);
}

/** Adds nothing to y but a gradient of zero for the bias, which the mean takes out again. */
function withZeroGradient(p: BlockParameters, channels: number): BlockParameters {
  if (p.bias === undefined) return p;
  const nothing = tf.mul(p.bias, 0);
  return { ...p, beta: tf.add(p.beta ?? tf.zeros([channels]), nothing) };
}

/**
 * y = relu(norm(conv(x) + bias)) + skip, one block of a V-Net or U-Net.
 *
 * A bias before a norm that takes its own statistics cannot change y: it is not computed, its gradient is zero, and it counts in the
 * running mean only.
 * @param x [batch, depth, height, width, in]
 * @param skip of y's shape
 * @returns [batch, depth, height, width, out], each size halved by 'down' (odd edges dropped) and doubled by 'up'
 * @throws Error when shapes do not fit, or batch norm at inference has no running statistics
 */
export function convNormRelu(
  x: tf.Tensor5D,
  parameters: BlockParameters,
  options: ConvNormReluOptions,
  skip?: tf.Tensor5D,
): tf.Tensor5D {
  const block: Block = { epsilon: 1e-5, momentum: 0.1, needsInputGradient: true, ...options };
  const { outShape, channels } = convolutionShape(x.shape, parameters.filter.shape, block.kind);
  checkShapes(parameters, channels, outShape, skip);
  if (block.norm === 'none' || (block.norm === 'batch' && !block.training)) {
    return convAffineRelu(x, parameters, { kind: block.kind, norm: block.norm, epsilon: block.epsilon }, skip);
  }
  const isEmpty = x.size === 0 || tf.util.sizeFromShape(outShape) === 0;
  if (hasKernel(CONV_NORM_RELU) && !isEmpty) return fused(x, parameters, block, skip);
  return tf.tidy(() => plain(x, withZeroGradient(parameters, channels), block, skip));
}

function checkShapes(p: BlockParameters, channels: number, outShape: readonly number[], skip: tf.Tensor5D | undefined): void {
  const vectors = {
    bias: p.bias,
    gamma: p.gamma,
    beta: p.beta,
    'running mean': p.running?.mean,
    'running variance': p.running?.variance,
  };
  for (const [name, tensor] of Object.entries(vectors)) {
    if (tensor !== undefined && !tf.util.arraysEqual(tensor.shape, [channels])) {
      throw new Error(`convNormRelu: ${name} must have the shape [${channels}], got [${tensor.shape}]`);
    }
  }
  if (skip !== undefined && !tf.util.arraysEqual(skip.shape, [...outShape])) {
    throw new Error(`convNormRelu: the skip connection must have the output's shape [${outShape}], got [${skip.shape}]`);
  }
}
