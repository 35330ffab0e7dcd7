import type * as tf from '@tensorflow/tfjs-core';
import { runSingle } from '../../../core/ops/kernels';
import type { ConsistencyKind, StorageId } from '../addon';
import { NO_STORAGE } from '../addon';
import type { KernelScope } from '../scope';
import { isNested, isRecorded } from '../tape';
import type { Inputs, NativeKernel } from './define';
import { firstGradient, kernel, required } from './define';

const GRADIENT = 'FusedLossGradient';

interface Loss<Attributes> {
  readonly name: string;
  /** Runs the addon, which fills `gradient` (unless NO_STORAGE) and returns the parts. */
  readonly evaluate: (scope: KernelScope, inputs: Inputs, attributes: Attributes, gradient: StorageId) => Float64Array;
  readonly total: (parts: Float64Array, attributes: Attributes) => number;
}

interface SupervisedAttributes {
  readonly crossEntropyWeight: number;
  readonly diceWeight: number;
}
interface UnifiedAttributes {
  readonly t1: number;
  readonly t2: number;
  readonly perVoxel: boolean;
  readonly excludeComplement: boolean;
}

interface Sizes {
  readonly samples: number;
  /** Voxels of one sample. */
  readonly rows: number;
  readonly classes: number;
}

function sizesOf(logits: tf.TensorInfo): Sizes {
  const [samples = 1, ...rest] = logits.shape;
  const classes = rest.pop() ?? 1;
  return { samples, rows: rest.reduce((a, b) => a * b, 1), classes };
}

function requireSameShape(
  name: string,
  logits: tf.TensorInfo,
  other: tf.TensorInfo,
  otherName: string,
  shape: readonly number[],
): void {
  if (shape.join() !== other.shape.join()) {
    throw new Error(
      `${name}: ${otherName} must have the shape [${shape}] to fit logits [${logits.shape}], got [${other.shape}].`,
    );
  }
}

function labelValues(scope: KernelScope, labels: tf.TensorInfo): Int32Array {
  const values = scope.backend.readSync(labels.dataId);
  return values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>);
}

const supervised: Loss<SupervisedAttributes> = {
  name: 'SupervisedLoss',
  evaluate: (scope, inputs, { crossEntropyWeight, diceWeight }, gradient) => {
    const [logits, labels] = [required('SupervisedLoss', inputs, 'logits'), required('SupervisedLoss', inputs, 'labels')];
    requireSameShape('SupervisedLoss', logits, labels, 'labels', logits.shape.slice(0, -1));
    const { samples, rows, classes } = sizesOf(logits);
    return scope.addon.supervisedLoss(
      scope.input(logits, 'float32'),
      labelValues(scope, labels),
      samples,
      rows,
      classes,
      crossEntropyWeight,
      diceWeight,
      gradient,
    );
  },
  total: ([crossEntropy = 0, dice = 0], { crossEntropyWeight, diceWeight }) =>
    crossEntropyWeight * crossEntropy + diceWeight * dice,
};

function peers(name: string, inputs: Inputs): { logits: tf.TensorInfo; peer: tf.TensorInfo; rows: number; classes: number } {
  const [logits, peer] = [required(name, inputs, 'logits'), required(name, inputs, 'peerLogits')];
  requireSameShape(name, logits, peer, 'peerLogits', logits.shape);
  const { samples, rows, classes } = sizesOf(logits);
  return { logits, peer, rows: samples * rows, classes };
}

const unified: Loss<UnifiedAttributes> = {
  name: 'UnifiedSegmentationLoss',
  evaluate: (scope, inputs, { t1, t2, perVoxel, excludeComplement }, gradient) => {
    const { logits, peer, rows, classes } = peers('UnifiedSegmentationLoss', inputs);
    return scope.addon.unifiedSegmentationLoss(
      scope.input(logits, 'float32'),
      scope.input(peer, 'float32'),
      rows,
      classes,
      t1,
      t2,
      perVoxel,
      excludeComplement,
      gradient,
    );
  },
  total: ([confident = 0, complement = 0, uncertain = 0]) => confident + complement + uncertain,
};

const consistency: Loss<{ readonly kind: ConsistencyKind }> = {
  name: 'ConsistencyLoss',
  evaluate: (scope, inputs, { kind }, gradient) => {
    const { logits, peer, rows, classes } = peers('ConsistencyLoss', inputs);
    return scope.addon.consistencyLoss(
      kind,
      scope.input(logits, 'float32'),
      scope.input(peer, 'float32'),
      rows,
      classes,
      gradient,
    );
  },
  total: ([loss = 0]) => loss,
};

/**
 * Outputs [total, parts]. While a gradient is recorded, a third one, which callers ignore and the tape saves, carries the gradient for the
 * logits: one pass over the volume gives the loss and its gradient together.
 */
function lossKernel<Attributes>(loss: Loss<Attributes>): NativeKernel {
  return kernel<Attributes>(loss.name, (scope, inputs, attributes) => {
    const { backend } = scope;
    const { shape } = required(loss.name, inputs, 'logits');
    const type = backend.activationType;
    const recording = isRecorded();
    const gradient = recording
      ? scope.temporary(
          shape.reduce((a, b) => a * b, 1),
          type,
        )
      : NO_STORAGE;
    const parts = loss.evaluate(scope, inputs, attributes, gradient);
    const total = backend.makeTensorInfo([], 'float32', Float32Array.of(loss.total(parts, attributes)));
    const outputs = [total, backend.makeTensorInfo([parts.length], 'float32', Float32Array.from(parts))];
    if (!recording) return outputs;
    const carrier = backend.makeTensorInfo([], 'float32', new Float32Array(1));
    backend.entry(carrier.dataId).kept = { storage: scope.disown(gradient), type, shape };
    return [...outputs, carrier];
  });
}

/** The gradient for the logits: what the forward pass left, times dy. */
function lossGradient(scope: KernelScope, inputs: Inputs): tf.TensorInfo {
  const { addon, backend } = scope;
  const [carrier, dy] = [required(GRADIENT, inputs, 'carrier'), required(GRADIENT, inputs, 'dy')];
  const entry = backend.entry(carrier.dataId);
  const { kept } = entry;
  if (kept === undefined)
    throw new Error("A fused loss's gradient was released after its backward pass; run the forward pass again.");
  const [factor = 1] = backend.readSync(dy.dataId) as Float32Array;
  let gradient: tf.TensorInfo;
  if (isNested()) {
    const copy = scope.output(kept.shape, kept.type);
    addon.convert(kept.storage, copy.storage);
    gradient = copy.info;
  } else {
    entry.kept = undefined;
    gradient = scope.adopt(kept, kept.shape).info;
  }
  if (factor !== 1) addon.scale(scope.input(gradient), factor);
  return gradient;
}

export const lossKernels = (): NativeKernel[] => [
  lossKernel(supervised),
  lossKernel(unified),
  lossKernel(consistency),
  kernel(GRADIENT, lossGradient),
];

export const lossGradients: tf.GradConfig[] = [supervised.name, unified.name, consistency.name].map((kernelName) => ({
  kernelName,
  outputsToSave: [false, false, true],
  gradFunc: (dys, [carrier]) => {
    if (carrier === undefined) throw new Error(`${kernelName}: nothing was saved for its gradient.`);
    const dLogits = runSingle(GRADIENT, { carrier, dy: firstGradient(dys) }, {});
    return { logits: () => dLogits };
  },
}));
