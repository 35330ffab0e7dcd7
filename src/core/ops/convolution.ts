import * as tf from '@tensorflow/tfjs-core';
import type { Shape5D } from './shapes';

/**
 * same: 3x3x3 (or 1x1x1) with stride 1, padded to the input's size; down: 2x2x2 with stride 2; up: 2x2x2 transposed with stride 2, filter
 * [2, 2, 2, out, in]. The others' filters are [depth, height, width, in, out].
 */
export type ConvolutionKind = 'same' | 'down' | 'up';

const CUBES: Record<ConvolutionKind, readonly number[]> = { same: [1, 3], down: [2], up: [2] };

export interface ConvolutionShape {
  readonly outShape: Shape5D;
  readonly channels: number;
}

/** Output shape of a block's convolution. @throws Error when x and filter do not fit the kind. */
export function convolutionShape(xShape: Shape5D, filterShape: Shape5D, kind: ConvolutionKind): ConvolutionShape {
  const [batch, depth, height, width, inChannels] = xShape;
  const [a, b, c, fourth, fifth] = filterShape;
  const [filterIn, channels] = kind === 'up' ? [fifth, fourth] : [fourth, fifth];
  if (a !== b || b !== c || !CUBES[kind].includes(a)) {
    throw new Error(`convNormRelu: a filter of kind '${kind}' is ${CUBES[kind].join(' or ')} voxels wide, got [${filterShape}]`);
  }
  if (filterIn !== inChannels) {
    throw new Error(
      `convNormRelu: the filter [${filterShape}] takes ${filterIn} channels, the input [${xShape}] has ${inChannels}`,
    );
  }
  const scaled = [depth, height, width].map((size) => (kind === 'up' ? 2 * size : kind === 'down' ? Math.floor(size / 2) : size));
  return { outShape: [batch, ...(scaled as [number, number, number]), channels], channels };
}

/** The convolution as TensorFlow.js describes it; for 'up' it is the strided one whose input gradient is our output. */
export function convolutionInfo(xShape: Shape5D, filterShape: Shape5D, kind: ConvolutionKind): tf.backend_util.Conv3DInfo {
  const { outShape } = convolutionShape(xShape, filterShape, kind);
  if (kind === 'same') return tf.backend_util.computeConv3DInfo(xShape, filterShape, 1, 1, 'same');
  return tf.backend_util.computeConv3DInfo(kind === 'up' ? outShape : xShape, filterShape, 2, 1, 'valid');
}

/** The convolution in plain operations, without bias. */
export function convolve(x: tf.Tensor5D, filter: tf.Tensor5D, kind: ConvolutionKind): tf.Tensor5D {
  const { outShape } = convolutionShape(x.shape, filter.shape, kind);
  if (kind === 'up') return tf.conv3dTranspose(x, filter, outShape, 2, 'valid');
  return tf.conv3d(x, filter, kind === 'down' ? 2 : 1, kind === 'down' ? 'valid' : 'same');
}
