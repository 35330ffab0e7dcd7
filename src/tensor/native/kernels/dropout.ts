import type * as tf from '@tensorflow/tfjs-core';
import { COUNTER_DROPOUT } from '../../../core/ops/counterDropout';
import { runSingle } from '../../../core/ops/kernels';
import type { Shape5D } from '../../../core/ops/shapes';
import type { DropoutMaskOptions } from '../../../core/random/dropoutMask';
import type { KernelScope } from '../scope';
import { endOfNode } from '../tape';
import type { Inputs, NativeKernel } from './define';
import { firstGradient, kernel, required } from './define';

function dropout(scope: KernelScope, inputs: Inputs, { mode, rate, seed }: DropoutMaskOptions): tf.TensorInfo {
  const x = required(COUNTER_DROPOUT, inputs, 'x');
  const [samples, depth, height, width, channels] = x.shape as Shape5D;
  const y = scope.output(x.shape, scope.typeOf(x));
  scope.addon.dropout(scope.input(x), y.storage, mode, samples, depth * height * width, channels, rate, seed);
  return y.info;
}

export const dropoutKernels = (): NativeKernel[] => [kernel(COUNTER_DROPOUT, dropout)];

/** Dropout multiplies by a mask that depends on the seed alone, so its gradient is the same call on dy. */
export const dropoutGradient: tf.GradConfig = {
  kernelName: COUNTER_DROPOUT,
  outputsToSave: [true],
  gradFunc: (dys, [y], attributes) => {
    const dy = firstGradient(dys);
    const dx = runSingle(COUNTER_DROPOUT, { x: dy }, attributes);
    endOfNode(y, dy);
    return { x: () => dx };
  },
};
