import * as tf from '@tensorflow/tfjs-core';
import type { ConvNormReluAttributes } from '../../../core/ops/convNormRelu';
import { CONV_NORM_RELU } from '../../../core/ops/convNormRelu';
import { runKernel } from '../../../core/ops/kernels';
import type { StorageId, StorageType } from '../addon';
import { NO_STORAGE } from '../addon';
import type { KernelScope } from '../scope';
import { consume, isNested, isRecorded, mayConsume, releaseOutput } from '../tape';
import { blockOf, convolveBlock } from './block';
import type { Inputs, NativeKernel } from './define';
import { firstGradient, kernel, required } from './define';

const GRADIENT = 'ConvNormReluGradient';

interface GradientAttributes extends ConvNormReluAttributes {
  /** The gradient dy may be overwritten. */
  readonly consumeDy: boolean;
  /** Nobody will ask for this block's gradient again. */
  readonly last: boolean;
}

/**
 * Outputs [y, statistics]. What the gradient needs besides (z, the convolution's result) hangs on the statistics, a small tensor which the
 * tape saves: as an output of its own, z would cost a zero array of its size in every backward pass, and y need not outlive its consumers.
 */
function forward(scope: KernelScope, inputs: Inputs, attributes: ConvNormReluAttributes): tf.TensorInfo[] {
  const { addon, backend } = scope;
  const [x, filter] = [required(CONV_NORM_RELU, inputs, 'x'), required(CONV_NORM_RELU, inputs, 'filter')];
  const block = blockOf(x, filter, attributes.kind, attributes.norm);
  const { outShape, groups, rows, channels } = block;
  const type = backend.activationType;
  const z = scope.temporary(groups * rows * channels, type);
  convolveBlock(scope, block, scope.input(x, type), scope.input(filter, 'float32'), z);
  const keepZ = isRecorded();
  const y = keepZ ? scope.output(outShape, type) : scope.adopt({ storage: z, type }, outShape);
  const statistics = scope.output([4, groups, channels], 'float32');
  addon.normForward(
    z,
    scope.optionalInput(inputs['skip'], type),
    y.storage,
    groups,
    rows,
    channels,
    scope.optionalInput(inputs['gamma'], 'float32'),
    scope.optionalInput(inputs['beta'], 'float32'),
    attributes.epsilon,
    true,
    statistics.storage,
  );
  if (keepZ)
    backend.entry(statistics.info.dataId).kept = { storage: scope.disown(z), type, shape: outShape, output: y.info.dataId };
  return [y.info, statistics.info];
}

interface SplitGradient {
  /** dy as the kernel reads it. */
  readonly dy: StorageId;
  /** Where z's gradient goes; may be dy's own place. */
  readonly dz: StorageId;
  readonly dSkip: tf.TensorInfo[];
}

function splitGradient(
  scope: KernelScope,
  dy: tf.TensorInfo,
  type: StorageType,
  { consumeDy, hasSkip }: GradientAttributes,
): SplitGradient {
  if (consumeDy && !hasSkip) {
    const place = scope.converted(consume(scope.backend, dy), tf.util.sizeFromShape(dy.shape), type);
    return { dy: place, dz: place, dSkip: [] };
  }
  // The skip connection's gradient is dy itself: handed on where we may, so that it dies with its last use, and shared otherwise.
  const dSkip = !hasSkip ? [] : [consumeDy ? scope.adopt(consume(scope.backend, dy), dy.shape).info : scope.share(dy)];
  const source = scope.input(dSkip[0] ?? dy, type);
  const dz = scope.isTemporary(source) ? source : scope.temporary(tf.util.sizeFromShape(dy.shape), type);
  return { dy: source, dz, dSkip };
}

/** Outputs [dFilter, dGamma, dBeta], then dSkip if there is a skip connection, then dx if the input needs a gradient. */
function backward(scope: KernelScope, inputs: Inputs, attributes: GradientAttributes): tf.TensorInfo[] {
  const { addon, backend } = scope;
  const [x, filter] = [required(GRADIENT, inputs, 'x'), required(GRADIENT, inputs, 'filter')];
  const [statistics, dy] = [required(GRADIENT, inputs, 'statistics'), required(GRADIENT, inputs, 'dy')];
  const { geometry, transposed, groups, rows, channels } = blockOf(x, filter, attributes.kind, attributes.norm);
  const entry = backend.entry(statistics.dataId);
  const { kept } = entry;
  if (kept === undefined) {
    throw new Error(
      `${CONV_NORM_RELU}: what it kept for its gradient was released after its backward pass; run the forward pass again.`,
    );
  }
  const type = kept.type;
  if (attributes.last && kept.output !== undefined) releaseOutput(backend, kept.output);
  const split = splitGradient(scope, dy, type, attributes);
  const [dGamma, dBeta] = [scope.output([channels], 'float32'), scope.output([channels], 'float32')];
  addon.normBackward(
    kept.storage,
    split.dy,
    split.dz,
    groups,
    rows,
    channels,
    attributes.epsilon,
    true,
    scope.input(statistics),
    dGamma.storage,
    dBeta.storage,
  );
  if (attributes.last) {
    addon.release(kept.storage);
    entry.kept = undefined;
  }
  const dFilter = scope.output(filter.shape, 'float32');
  const xs = scope.input(x, type);
  if (transposed) addon.convolveBackwardFilter(geometry, split.dz, xs, dFilter.storage);
  else addon.convolveBackwardFilter(geometry, xs, split.dz, dFilter.storage);
  const outputs = [dFilter.info, dGamma.info, dBeta.info, ...split.dSkip];
  if (!attributes.needsInputGradient) return outputs;
  const dx = scope.output(x.shape, type);
  const weights = scope.input(filter, 'float32');
  if (transposed) addon.convolve(geometry, split.dz, weights, NO_STORAGE, dx.storage);
  else addon.convolveBackwardData(geometry, split.dz, weights, dx.storage);
  return [...outputs, dx.info];
}

function gradients(
  dys: tf.Tensor | tf.Tensor[],
  saved: tf.Tensor[],
  attributes: ConvNormReluAttributes,
): Record<string, () => tf.Tensor> {
  const [x, filter, statistics] = saved;
  if (x === undefined || filter === undefined || statistics === undefined) throw new Error(`${GRADIENT}: nothing was saved.`);
  const dy = firstGradient(dys);
  // At once and together: tfjs runs each input's closure in a scope of its own, and they share dz.
  const results = runKernel(
    GRADIENT,
    { x, filter, statistics, dy },
    { ...attributes, consumeDy: mayConsume(dy), last: !isNested() },
  );
  const [dFilter, dGamma, dBeta, ...rest] = results;
  const dSkip = attributes.hasSkip ? rest.shift() : undefined;
  const dx = rest.shift();
  const given = (name: string, tensor: tf.Tensor | undefined) => (): tf.Tensor => {
    if (tensor === undefined)
      throw new Error(`${CONV_NORM_RELU}: the gradient of '${name}' is wanted, but was declared unnecessary.`);
    return tensor;
  };
  return {
    x: given('x', dx),
    filter: given('filter', dFilter),
    gamma: given('gamma', dGamma),
    beta: given('beta', dBeta),
    skip: given('skip', dSkip),
    // The norm takes the bias out again.
    bias: () => tf.zeros(dBeta?.shape ?? []),
  };
}

export const convNormReluKernels = (): NativeKernel[] => [kernel(CONV_NORM_RELU, forward), kernel(GRADIENT, backward)];

export const convNormReluGradient: tf.GradConfig = {
  kernelName: CONV_NORM_RELU,
  inputsToSave: ['x', 'filter'],
  outputsToSave: [false, true],
  gradFunc: (dys, saved, attributes) => gradients(dys, saved, attributes as unknown as ConvNormReluAttributes),
};
