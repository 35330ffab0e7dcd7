import * as tf from '@tensorflow/tfjs-core';
import type { StorageId } from '../addon';
import type { KernelScope } from '../scope';
import type { Inputs, NativeKernel } from './define';
import { kernel, required } from './define';

const NAME = 'SgdMomentum';

interface SgdAttributes {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** A variable's storage that nobody else sees, so that it can be changed in place: data shared with another tensor is copied first. */
function ownStorage(scope: KernelScope, info: tf.TensorInfo, name: string): StorageId {
  const { backend } = scope;
  const { shape } = info;
  const { storage, type } = backend.storageOf(info);
  if (backend.refCount(info.dataId) === 1 && type === 'float32') return storage;
  if (!(info instanceof tf.Variable)) {
    throw new Error(
      `${NAME}: ${name} [${shape}] is shared with another tensor and is no variable, so it cannot be updated in place.`,
    );
  }
  const copy = scope.temporary(tf.util.sizeFromShape(shape), 'float32');
  scope.addon.convert(storage, copy);
  const fresh = tf
    .engine()
    .makeTensorFromTensorInfo(backend.wrap({ storage: scope.disown(copy), type: 'float32' }, shape), backend);
  info.assign(fresh);
  fresh.dispose();
  return copy;
}

/** Updates weights and momentum buffer in place; no outputs. */
function sgd(scope: KernelScope, inputs: Inputs, { learningRate, momentum, weightDecay }: SgdAttributes): tf.TensorInfo[] {
  const [weights, gradient] = [required(NAME, inputs, 'weights'), required(NAME, inputs, 'gradient')];
  const buffer = required(NAME, inputs, 'momentumBuffer');
  for (const [name, { shape }] of [
    ['gradient', gradient],
    ['momentumBuffer', buffer],
  ] as const) {
    if (!tf.util.arraysEqual(shape, weights.shape)) {
      throw new Error(`${NAME}: ${name} must have the weights' shape [${weights.shape}], got [${shape}].`);
    }
  }
  scope.addon.sgd(
    ownStorage(scope, weights, 'weights'),
    scope.input(gradient, 'float32'),
    ownStorage(scope, buffer, 'momentumBuffer'),
    learningRate,
    momentum,
    weightDecay,
  );
  return [];
}

export const optimiserKernels = (): NativeKernel[] => [kernel(NAME, sgd)];
