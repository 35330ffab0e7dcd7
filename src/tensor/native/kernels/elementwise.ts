import * as tf from '@tensorflow/tfjs-core';
import { NO_STORAGE } from '../addon';
import type { NativeBackend } from '../backend';
import type { KernelScope } from '../scope';
import type { Inputs, NativeKernel } from './define';
import { areFilledFloats, override, required } from './define';

/** Below this many elements a loop in JavaScript is as fast as a copy to native memory. */
const SMALL = 16384;

/** The native softmax works on blocks of rows, which very long rows would make large. */
const MOST_CLASSES = 1024;

const elements = (info: tf.TensorInfo): number => tf.util.sizeFromShape(info.shape);

/** Whether a native kernel pays: the data is native already, or large. */
function isWorthwhile(backend: NativeBackend, ...infos: tf.TensorInfo[]): boolean {
  return infos.some((info) => elements(info) >= SMALL || backend.entry(info.dataId).isNative);
}

/** Whether `vector` is one value a channel for channels-last `x`. */
function isPerChannel(vector: tf.TensorInfo, x: tf.TensorInfo): boolean {
  const channels = x.shape.at(-1);
  return vector.shape.length <= x.shape.length && vector.shape.at(-1) === channels && elements(vector) === channels;
}

/** a + b of one shape, or x and one value a channel (a bias), in either order. */
function addOperands(inputs: Inputs): { x: tf.TensorInfo; other: tf.TensorInfo; perChannel: boolean } | undefined {
  const [a, b] = [required('Add', inputs, 'a'), required('Add', inputs, 'b')];
  if (tf.util.arraysEqual(a.shape, b.shape)) return { x: a, other: b, perChannel: false };
  if (isPerChannel(b, a)) return { x: a, other: b, perChannel: true };
  if (isPerChannel(a, b)) return { x: b, other: a, perChannel: true };
  return undefined;
}

function add(scope: KernelScope, inputs: Inputs): tf.TensorInfo {
  const operands = addOperands(inputs);
  if (operands === undefined) throw new Error('Add: the shapes are not of a native form.');
  const { x, other, perChannel } = operands;
  if (!perChannel) {
    const bothNarrow = scope.typeOf(x) === 'bfloat16' && scope.typeOf(other) === 'bfloat16';
    const sum = scope.output(x.shape, bothNarrow ? 'bfloat16' : 'float32');
    scope.addon.add(scope.input(x), scope.input(other), sum.storage);
    return sum.info;
  }
  const channels = elements(other);
  const one = scope.temporary(channels, 'float32');
  scope.addon.fill(one, 1);
  const sum = scope.output(x.shape, scope.typeOf(x));
  scope.addon.affineRelu(scope.input(x), NO_STORAGE, sum.storage, channels, one, scope.input(other, 'float32'), false);
  return sum.info;
}

/** Over everything, or over everything but the channels (a bias's gradient); undefined for other reductions. */
function keptChannels(x: tf.TensorInfo, { axis }: tf.SumAttrs): number | undefined {
  const axes = tf.util.parseAxisParam(axis, [...x.shape]);
  if (axes.length === x.shape.length) return 1;
  const last = x.shape.length - 1;
  return axes.length === last && !axes.includes(last) ? x.shape[last] : undefined;
}

function sum(scope: KernelScope, inputs: Inputs, attributes: tf.SumAttrs): tf.TensorInfo {
  const x = required('Sum', inputs, 'x');
  const channels = keptChannels(x, attributes);
  if (channels === undefined) throw new Error('Sum: the axes are not of a native form.');
  const axes = tf.util.parseAxisParam(attributes.axis, [...x.shape]);
  const [plainShape] = tf.backend_util.computeOutAndReduceShapes([...x.shape], axes);
  const shape = attributes.keepDims ? tf.backend_util.expandShapeToKeepDim(plainShape, axes) : plainShape;
  const result = scope.output(shape, 'float32');
  scope.addon.sumRows(scope.input(x), channels, result.storage);
  return result.info;
}

function softmax(scope: KernelScope, inputs: Inputs): tf.TensorInfo {
  const logits = required('Softmax', inputs, 'logits');
  const classes = logits.shape.at(-1) ?? 1;
  const probabilities = scope.output(logits.shape, 'float32');
  scope.addon.softmax(scope.input(logits, 'float32'), probabilities.storage, elements(logits) / classes, classes);
  return probabilities.info;
}

export const elementwiseKernels = (): NativeKernel[] => [
  override(
    'Add',
    (inputs, _, backend) =>
      areFilledFloats(inputs['a'], inputs['b']) &&
      addOperands(inputs) !== undefined &&
      isWorthwhile(backend, ...Object.values(inputs)),
    add,
  ),
  override<tf.SumAttrs>(
    'Sum',
    (inputs, attributes, backend) => {
      const x = required('Sum', inputs, 'x');
      return areFilledFloats(x) && keptChannels(x, attributes) !== undefined && isWorthwhile(backend, x);
    },
    sum,
  ),
  override<tf.SoftmaxAttrs>(
    'Softmax',
    ({ logits }, { dim }) =>
      logits !== undefined &&
      areFilledFloats(logits) &&
      dim === logits.shape.length - 1 &&
      (logits.shape[dim] ?? 0) <= MOST_CLASSES,
    softmax,
  ),
];
