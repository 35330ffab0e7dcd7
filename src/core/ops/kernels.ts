import * as tf from '@tensorflow/tfjs-core';

/** Whether the active backend runs this kernel itself; the op then needs no plain operations. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel that the active backend has. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor[] {
  const result = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes as tf.NamedAttrMap);
  return Array.isArray(result) ? result : [result];
}

/** Runs a kernel of one output. */
export function runSingle<T extends tf.Tensor>(name: string, inputs: tf.NamedTensorMap, attributes: object): T {
  const [y] = runKernel(name, inputs, attributes);
  if (y === undefined) throw new Error(`${name} gave no output.`);
  return y as T;
}

/** Whether operations called now are recorded for a gradient. */
export function isRecording(): boolean {
  const { gradientDepth, kernelDepth } = tf.engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}
