/** What the kernels of a convolution block share: its sizes, and its convolution. */
import * as tf from '@tensorflow/tfjs-core';
import type { ConvolutionKind } from '../../../core/ops/convolution';
import { convolutionInfo, convolutionShape } from '../../../core/ops/convolution';
import type { Shape5D } from '../../../core/ops/shapes';
import type { ConvolutionGeometry, StorageId } from '../addon';
import { NO_STORAGE } from '../addon';
import { geometryOf3D } from '../geometry';
import type { KernelScope } from '../scope';

export interface Block {
  readonly geometry: ConvolutionGeometry;
  readonly transposed: boolean;
  readonly outShape: Shape5D;
  readonly groups: number;
  readonly rows: number;
  readonly channels: number;
}

const MOST_BLOCKS = 1000;
const blocks = new Map<string, Block>();

/** The sizes of a block; remembered, for a network asks for the same few again and again. */
export function blockOf(x: tf.TensorInfo, filter: tf.TensorInfo, kind: ConvolutionKind, norm: 'batch' | 'instance'): Block {
  const key = `${x.shape.join()} ${filter.shape.join()} ${kind} ${norm}`;
  const known = blocks.get(key);
  if (known !== undefined) return known;
  if (blocks.size >= MOST_BLOCKS) blocks.clear();
  const block = describeBlock(x.shape as Shape5D, filter.shape as Shape5D, kind, norm);
  blocks.set(key, block);
  return block;
}

function describeBlock(xShape: Shape5D, filterShape: Shape5D, kind: ConvolutionKind, norm: 'batch' | 'instance'): Block {
  const geometry = geometryOf3D(convolutionInfo(xShape, filterShape, kind));
  const { outShape, channels } = convolutionShape(xShape, filterShape, kind);
  const elements = tf.util.sizeFromShape(outShape);
  if (geometry === undefined || elements === 0)
    throw new Error(`convNormRelu: no voxels in [${outShape}] of an input [${xShape}].`);
  const groups = norm === 'instance' ? outShape[0] : 1;
  return { geometry, transposed: kind === 'up', outShape, groups, rows: elements / channels / groups, channels };
}

/** Convolves along the block: x to z. */
export function convolveBlock(
  scope: KernelScope,
  block: Pick<Block, 'geometry' | 'transposed'>,
  x: StorageId,
  filter: StorageId,
  z: StorageId,
): void {
  if (block.transposed) scope.addon.convolveBackwardData(block.geometry, x, filter, z);
  else scope.addon.convolve(block.geometry, x, filter, NO_STORAGE, z);
}
