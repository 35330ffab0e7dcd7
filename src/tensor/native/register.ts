import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Precision } from '../registry';
import type { NativeAddon } from './addon';
import { NativeBackend } from './backend';
import { blockKernels } from './kernels/blocks';
import { convAffineReluKernels } from './kernels/convAffineRelu';
import { convNormReluGradient, convNormReluKernels } from './kernels/convNormRelu';
import { convolutionKernels } from './kernels/convolution';
import type { NativeKernel } from './kernels/define';
import { dropoutGradient, dropoutKernels } from './kernels/dropout';
import { elementwiseKernels } from './kernels/elementwise';
import { lossGradients, lossKernels } from './kernels/losses';
import { optimiserKernels } from './kernels/optimiser';
import { resamplingGradients, resamplingKernels } from './kernels/resampling';

export const NATIVE = 'native';

function nativeKernels(): NativeKernel[] {
  return [
    ...convolutionKernels(),
    ...convNormReluKernels(),
    ...convAffineReluKernels(),
    ...resamplingKernels(),
    ...dropoutKernels(),
    ...elementwiseKernels(),
    ...blockKernels(),
    ...lossKernels(),
    ...optimiserKernels(),
  ];
}

/** Makes 'native' known to TensorFlow.js: all inherited kernels, then ours in their place. Call once. */
export function registerNativeBackend(addon: NativeAddon, precision: Precision): void {
  tf.copyRegisteredKernels('cpu', NATIVE);
  for (const { name, run } of nativeKernels()) {
    if (tf.getKernel(name, NATIVE) !== undefined) tf.unregisterKernel(name, NATIVE);
    tf.registerKernel({ kernelName: name, backendName: NATIVE, kernelFunc: run });
  }
  for (const gradient of [convNormReluGradient, dropoutGradient, ...resamplingGradients, ...lossGradients])
    tf.registerGradient(gradient);
  tf.registerBackend(NATIVE, () => new NativeBackend(addon, precision), 3);
}
