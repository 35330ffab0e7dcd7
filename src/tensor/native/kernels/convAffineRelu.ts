import type { TensorInfo } from '@tensorflow/tfjs-core';
import { CONV_AFFINE_RELU } from '../../../core/ops/convAffineRelu';
import type { ConvolutionKind } from '../../../core/ops/convolution';
import type { KernelScope } from '../scope';
import { blockOf, convolveBlock } from './block';
import type { Inputs, NativeKernel } from './define';
import { kernel, required } from './define';

function forward(scope: KernelScope, inputs: Inputs, { kind }: { kind: ConvolutionKind }): TensorInfo {
  const [x, filter] = [required(CONV_AFFINE_RELU, inputs, 'x'), required(CONV_AFFINE_RELU, inputs, 'filter')];
  const block = blockOf(x, filter, kind, 'batch');
  const type = scope.backend.activationType;
  const y = scope.output(block.outShape, type);
  convolveBlock(scope, block, scope.input(x, type), scope.input(filter, 'float32'), y.storage);
  scope.addon.affineRelu(
    y.storage,
    scope.optionalInput(inputs['skip'], type),
    y.storage,
    block.channels,
    scope.input(required(CONV_AFFINE_RELU, inputs, 'scale'), 'float32'),
    scope.input(required(CONV_AFFINE_RELU, inputs, 'shift'), 'float32'),
    true,
  );
  return y.info;
}

export const convAffineReluKernels = (): NativeKernel[] => [kernel(CONV_AFFINE_RELU, forward)];
