import type * as tf from '@tensorflow/tfjs-core';
import { runSingle } from '../../../core/ops/kernels';
import { MAX_POOL2 } from '../../../core/ops/maxPool2';
import type { Shape5D } from '../../../core/ops/shapes';
import { UPSAMPLE2 } from '../../../core/ops/upsample2';
import type { KernelScope } from '../scope';
import { endOfNode } from '../tape';
import type { Inputs, NativeKernel } from './define';
import { firstGradient, kernel, required } from './define';

const MAX_POOL2_GRADIENT = 'MaxPool2Gradient';
const UPSAMPLE2_GRADIENT = 'Upsample2Gradient';

const resized = ([batch, depth, height, width, channels]: Shape5D, size: (length: number) => number): Shape5D => [
  batch,
  size(depth),
  size(height),
  size(width),
  channels,
];

function maxPool2(scope: KernelScope, inputs: Inputs): tf.TensorInfo {
  const x = required(MAX_POOL2, inputs, 'x');
  const shape = x.shape as Shape5D;
  const y = scope.output(
    resized(shape, (length) => Math.floor(length / 2)),
    scope.typeOf(x),
  );
  scope.addon.maxPool2(scope.input(x), y.storage, ...shape);
  return y.info;
}

function maxPool2Gradient(scope: KernelScope, inputs: Inputs): tf.TensorInfo {
  const [x, dy] = [required(MAX_POOL2_GRADIENT, inputs, 'x'), required(MAX_POOL2_GRADIENT, inputs, 'dy')];
  const type = scope.typeOf(x);
  const dx = scope.output(x.shape, type);
  scope.addon.maxPool2Backward(scope.input(x), scope.input(dy, type), dx.storage, ...(x.shape as Shape5D));
  return dx.info;
}

function upsample2(scope: KernelScope, inputs: Inputs): tf.TensorInfo {
  const x = required(UPSAMPLE2, inputs, 'x');
  const shape = x.shape as Shape5D;
  const y = scope.output(
    resized(shape, (length) => 2 * length),
    scope.typeOf(x),
  );
  scope.addon.upsample2(scope.input(x), y.storage, ...shape);
  return y.info;
}

function upsample2Gradient(scope: KernelScope, inputs: Inputs): tf.TensorInfo {
  const dy = required(UPSAMPLE2_GRADIENT, inputs, 'dy');
  const shape = resized(dy.shape as Shape5D, (length) => length / 2);
  const dx = scope.output(shape, scope.typeOf(dy));
  scope.addon.upsample2Backward(scope.input(dy), dx.storage, ...shape);
  return dx.info;
}

export const resamplingKernels = (): NativeKernel[] => [
  kernel(MAX_POOL2, maxPool2),
  kernel(MAX_POOL2_GRADIENT, maxPool2Gradient),
  kernel(UPSAMPLE2, upsample2),
  kernel(UPSAMPLE2_GRADIENT, upsample2Gradient),
];

export const resamplingGradients: tf.GradConfig[] = [
  {
    kernelName: MAX_POOL2,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dys, [x, y]) => {
      const dy = firstGradient(dys);
      const dx = runSingle(MAX_POOL2_GRADIENT, { x: x as tf.Tensor, dy }, {});
      endOfNode(y, dy);
      return { x: () => dx };
    },
  },
  {
    kernelName: UPSAMPLE2,
    outputsToSave: [true],
    gradFunc: (dys, [y]) => {
      const dy = firstGradient(dys);
      const dx = runSingle(UPSAMPLE2_GRADIENT, { dy }, {});
      endOfNode(y, dy);
      return { x: () => dx };
    },
  },
];
