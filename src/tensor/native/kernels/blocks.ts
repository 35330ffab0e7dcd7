/** Joining, splitting, slicing and padding along one axis, as copies of blocks of memory. */
import * as tf from '@tensorflow/tfjs-core';
import type { StorageId } from '../addon';
import type { NativeBackend } from '../backend';
import type { KernelScope } from '../scope';
import type { Inputs, NativeKernel } from './define';
import { areFilledFloats, override, required } from './define';

/** A range along one axis of a tensor's storage. */
interface Part {
  readonly storage: StorageId;
  readonly shape: readonly number[];
  readonly start: number;
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Copies `length` steps along `axis` between tensors that differ in that axis only. */
function copyAlong(scope: KernelScope, axis: number, length: number, from: Part, to: Part): void {
  const inner = product(from.shape.slice(axis + 1));
  const stride = (part: Part): number => (part.shape[axis] ?? 1) * inner;
  scope.addon.copyBlocks(
    from.storage,
    to.storage,
    product(from.shape.slice(0, axis)),
    length * inner,
    from.start * inner,
    stride(from),
    to.start * inner,
    stride(to),
  );
}

/** Where the data is native; data in JavaScript is as well copied there. */
function isNative(backend: NativeBackend, infos: readonly tf.TensorInfo[]): boolean {
  return areFilledFloats(...infos) && infos.some((t) => backend.entry(t.dataId).isNative);
}

/** The only axis in which the two shapes differ; undefined if there is none, or more than one. */
function onlyChangedAxis(a: readonly number[], b: readonly number[]): number | undefined {
  const changed = a.flatMap((size, axis) => (size === b[axis] ? [] : [axis]));
  return changed.length === 1 ? changed[0] : undefined;
}

function concat(scope: KernelScope, inputs: Inputs, { axis: wanted }: tf.ConcatAttrs): tf.TensorInfo {
  const parts = Object.values(inputs);
  const [axis = 0] = tf.util.parseAxisParam(wanted, [...required('Concat', inputs, '0').shape]);
  const type = parts.every((part) => scope.typeOf(part) === 'bfloat16') ? 'bfloat16' : 'float32';
  const y = scope.output(
    tf.backend_util.computeOutShape(
      parts.map((part) => part.shape),
      axis,
    ),
    type,
  );
  let start = 0;
  for (const part of parts) {
    const length = part.shape[axis] ?? 0;
    const from = { storage: scope.input(part, type), shape: part.shape, start: 0 };
    copyAlong(scope, axis, length, from, { storage: y.storage, shape: y.info.shape, start });
    start += length;
  }
  return y.info;
}

function split(scope: KernelScope, inputs: Inputs, { numOrSizeSplits, axis: wanted }: tf.SplitVAttrs): tf.TensorInfo[] {
  const x = required('SplitV', inputs, 'x');
  const [axis = 0] = tf.util.parseAxisParam(wanted, [...x.shape]);
  let start = 0;
  return tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, axis).map((length) => {
    const y = scope.output(
      x.shape.map((size, i) => (i === axis ? length : size)),
      scope.typeOf(x),
    );
    const from = { storage: scope.input(x), shape: x.shape, start };
    copyAlong(scope, axis, length, from, { storage: y.storage, shape: y.info.shape, start: 0 });
    start += length;
    return y.info;
  });
}

function slice(scope: KernelScope, inputs: Inputs, { begin, size }: tf.SliceAttrs): tf.TensorInfo {
  const x = required('Slice', inputs, 'x');
  const [starts, shape] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size) as [number[], number[]];
  const axis = onlyChangedAxis(shape, x.shape);
  if (axis === undefined) throw new Error('Slice: not along one axis.');
  const y = scope.output(shape, scope.typeOf(x));
  const from = { storage: scope.input(x), shape: x.shape, start: starts[axis] ?? 0 };
  copyAlong(scope, axis, shape[axis] ?? 0, from, { storage: y.storage, shape, start: 0 });
  return y.info;
}

function paddedShape(x: tf.TensorInfo, paddings: tf.PadV2Attrs['paddings']): number[] {
  return x.shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
}

function pad(scope: KernelScope, inputs: Inputs, { paddings, constantValue }: tf.PadV2Attrs): tf.TensorInfo {
  const x = required('PadV2', inputs, 'x');
  const shape = paddedShape(x, paddings);
  const axis = onlyChangedAxis(shape, x.shape);
  if (axis === undefined) throw new Error('PadV2: not along one axis.');
  const y = scope.output(shape, scope.typeOf(x));
  scope.addon.fill(y.storage, constantValue);
  const from = { storage: scope.input(x), shape: x.shape, start: 0 };
  copyAlong(scope, axis, x.shape[axis] ?? 0, from, { storage: y.storage, shape, start: paddings[axis]?.[0] ?? 0 });
  return y.info;
}

export const blockKernels = (): NativeKernel[] => [
  override<tf.ConcatAttrs>('Concat', (inputs, _, backend) => isNative(backend, Object.values(inputs)), concat),
  override<tf.SplitVAttrs>('SplitV', (inputs, _, backend) => isNative(backend, Object.values(inputs)), split),
  override<tf.SliceAttrs>(
    'Slice',
    (inputs, { begin, size }, backend) => {
      const x = required('Slice', inputs, 'x');
      if (!isNative(backend, [x])) return false;
      const [, shape] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size) as [number[], number[]];
      return product(shape) > 0 && onlyChangedAxis(shape, x.shape) !== undefined;
    },
    slice,
  ),
  override<tf.PadV2Attrs>(
    'PadV2',
    (inputs, { paddings }, backend) => {
      const x = required('PadV2', inputs, 'x');
      return isNative(backend, [x]) && onlyChangedAxis(paddedShape(x, paddings), x.shape) !== undefined;
    },
    pad,
  ),
];
