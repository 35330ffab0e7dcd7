import type * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../ops/kernels';
import type { LossValue } from './types';

/** Runs a loss kernel of the active backend; its outputs are [total, parts]. */
export function runLossKernel(name: string, inputs: tf.NamedTensorMap, attributes: object): LossValue {
  const [total, parts] = runKernel(name, inputs, attributes);
  if (total === undefined || parts === undefined) throw new Error(`kernel ${name} must return [total, parts]`);
  return { total: total as tf.Scalar, parts: parts as tf.Tensor1D };
}
