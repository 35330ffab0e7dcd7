import * as tf from '@tensorflow/tfjs-core';
import { NativeBackend } from '../backend';
import { KernelScope } from '../scope';

export type Inputs = Readonly<Record<string, tf.TensorInfo>>;

/** One native kernel. `Attributes` are what tfjs passes beside the tensors; the kernel's own file knows their type. */
export interface NativeKernel {
  readonly name: string;
  readonly run: tf.KernelFunc;
}

type Run<Attributes> = (scope: KernelScope, inputs: Inputs, attributes: Attributes) => tf.TensorInfo | tf.TensorInfo[];

/** A kernel that only this backend has. */
export function kernel<Attributes>(name: string, run: Run<Attributes>): NativeKernel {
  return {
    name,
    run: ({ inputs, backend, attrs }) => {
      if (!(backend instanceof NativeBackend)) throw new Error(`${name}: not the native backend.`);
      const scope = new KernelScope(backend);
      return scope.run(() => run(scope, inputs as Inputs, attrs as Attributes));
    },
  };
}

/**
 * A kernel that takes over from the inherited one wherever `accepts` says so. The inherited kernel keeps the rest: integers, empty
 * tensors, forms that no network needs.
 */
export function override<Attributes>(
  name: string,
  accepts: (inputs: Inputs, attributes: Attributes, backend: NativeBackend) => boolean,
  run: Run<Attributes>,
): NativeKernel {
  const inherited = tf.getKernel(name, 'cpu').kernelFunc;
  const native = kernel(name, run);
  return {
    name,
    run: (call) => {
      const { inputs, attrs, backend } = call;
      const taken = backend instanceof NativeBackend && accepts(inputs as Inputs, attrs as Attributes, backend);
      return taken ? native.run(call) : inherited(call);
    },
  };
}

/** Whether every tensor is float32 and none is empty. */
export function areFilledFloats(...tensors: (tf.TensorInfo | undefined)[]): boolean {
  return tensors.every((t) => t === undefined || (t.dtype === 'float32' && tf.util.sizeFromShape(t.shape) > 0));
}

/** An input by name. @throws Error that names the kernel and the input when it is missing. */
export function required(kernelName: string, inputs: Inputs, name: string): tf.TensorInfo {
  const info = inputs[name];
  if (info === undefined) throw new Error(`${kernelName}: input '${name}' is missing.`);
  return info;
}

/** tfjs hands gradient functions one gradient, or an array when the kernel has several outputs; the first output carries ours. */
export function firstGradient(dys: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const dy = Array.isArray(dys) ? dys[0] : dys;
  if (dy === undefined) throw new Error('A gradient function was called without a gradient.');
  return dy;
}
