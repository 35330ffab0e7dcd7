/** Every form of a convolution block, for comparing backends. */
import * as tf from '@tensorflow/tfjs-core';
import type { ConvNormReluOptions } from '../../../src/core/ops/convNormRelu';
import { convNormRelu } from '../../../src/core/ops/convNormRelu';
import type { ConvolutionKind } from '../../../src/core/ops/convolution';
import { convolve } from '../../../src/core/ops/convolution';
import type { Named } from './support';
import { gridValues, valueAndGradients } from './support';

export interface Case {
  readonly name: string;
  readonly kind: ConvolutionKind;
  readonly size: 1 | 2 | 3;
  readonly norm: ConvNormReluOptions['norm'];
  readonly training: boolean;
  readonly skip: boolean;
  readonly bias: boolean;
  readonly affine: boolean;
  readonly inputGradient: boolean;
}

const FORMS = [
  { kind: 'same', size: 3 },
  { kind: 'same', size: 1 },
  { kind: 'down', size: 2 },
  { kind: 'up', size: 2 },
] as const;

const NORMS = [
  { norm: 'batch', training: true },
  { norm: 'batch', training: false },
  { norm: 'instance', training: true },
  { norm: 'instance', training: false },
  { norm: 'none', training: true },
] as const;

const BOTH = [false, true];

export const cases: Case[] = FORMS.flatMap((form) =>
  NORMS.flatMap((norm) =>
    BOTH.flatMap((skip) =>
      BOTH.flatMap((bias) =>
        BOTH.flatMap((affine) =>
          BOTH.flatMap((inputGradient) => {
            // gamma and beta without a norm are an error.
            if (affine && norm.norm === 'none') return [];
            const words = [
              `${form.kind} ${form.size}`,
              norm.norm,
              norm.training ? 'training' : 'inference',
              skip && 'skip',
              bias && 'bias',
              affine && 'affine',
              !inputGradient && 'first layer',
            ];
            return [{ ...form, ...norm, skip, bias, affine, inputGradient, name: words.filter(Boolean).join(', ') }];
          }),
        ),
      ),
    ),
  ),
);

interface Running {
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
}

const BATCH = 2;
const IN = 5;
const OUT = 7;

export function inputsOf(c: Case, seed = 1): Record<string, { shape: number[]; values: Float32Array }> {
  const xShape = [BATCH, 2, 4, 6, IN];
  const scale = { same: 1, down: 0.5, up: 2 }[c.kind];
  const ySpace = [2, 4, 6].map((size) => size * scale);
  const [first, second] = c.kind === 'up' ? [OUT, IN] : [IN, OUT];
  const make = (shape: number[], at: number, factor = 1, offset = 0): { shape: number[]; values: Float32Array } => ({
    shape,
    values: gridValues(tf.util.sizeFromShape(shape), seed * 100 + at).map((v) => v * factor + offset),
  });
  return {
    x: make(xShape, 1),
    filter: make([c.size, c.size, c.size, first, second], 2, 0.125),
    ...(c.bias ? { bias: make([OUT], 3) } : {}),
    ...(c.affine ? { gamma: make([OUT], 4, 0.25, 1), beta: make([OUT], 5, 0.25) } : {}),
    ...(c.skip ? { skip: make([BATCH, ...ySpace, OUT], 6) } : {}),
  };
}

/** What has a gradient, in the order of inputsOf(). */
export const wantedOf = (c: Case): string[] => Object.keys(inputsOf(c)).filter((name) => name !== 'x' || c.inputGradient);

export function apply(c: Case, t: Record<string, tf.Tensor>, running?: Running): tf.Tensor5D {
  const vector = (name: string): tf.Tensor1D | undefined => t[name] as tf.Tensor1D | undefined;
  const parameters = {
    filter: t['filter'] as tf.Tensor5D,
    bias: vector('bias'),
    gamma: vector('gamma'),
    beta: vector('beta'),
    running: running as { mean: tf.Variable<tf.Rank.R1>; variance: tf.Variable<tf.Rank.R1> } | undefined,
  };
  const options = { kind: c.kind, norm: c.norm, training: c.training, needsInputGradient: c.inputGradient };
  return convNormRelu(t['x'] as tf.Tensor5D, parameters, options, t['skip'] as tf.Tensor5D | undefined);
}

/** The nearest bfloat16 (ties to even) of each value; gradients pass unchanged. */
const asBFloat16 = tf.customGrad((...[x]: (tf.Tensor | tf.GradSaveFunc)[]) => {
  const values = (x as tf.Tensor).dataSync().slice() as Float32Array;
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  bits.forEach((b, i) => (bits[i] = (b + 0x7fff + ((b >>> 16) & 1)) & 0xffff0000));
  return { value: tf.tensor(values, (x as tf.Tensor).shape), gradFunc: (dy: tf.Tensor) => dy.clone() };
});

/**
 * The block with the convolution's result stored as bfloat16, as native does it. Against the float32 block, that rounding moves a few
 * voxels over the ReLU's kink, and each weighs far more than rounding does.
 */
export function applyInBFloat16(c: Case, t: Record<string, tf.Tensor>, running?: Running): tf.Tensor5D {
  const convolution = convolve(t['x'] as tf.Tensor5D, t['filter'] as tf.Tensor5D, c.kind);
  const isFixed = c.norm === 'none' || (c.norm === 'batch' && !c.training);
  // With a gradient, a block of fixed statistics runs plain operations, of which only the transposed convolution stores bfloat16.
  let y: tf.Tensor = isFixed && c.kind !== 'up' ? convolution : asBFloat16(convolution);
  if (isFixed) {
    if (c.bias) y = tf.add(y, t['bias'] as tf.Tensor);
    if (running !== undefined) y = tf.div(tf.sub(y, running.mean), tf.sqrt(tf.add(running.variance, 1e-5)));
  } else {
    apply(c, t, running); // for the running statistics
    const { mean, variance } = tf.moments(y, c.norm === 'batch' ? [0, 1, 2, 3] : [1, 2, 3], true);
    y = tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, 1e-5)));
    if (c.bias) y = tf.add(y, tf.mul(t['bias'] as tf.Tensor, 0));
  }
  if (c.affine) y = tf.add(tf.mul(y, t['gamma'] as tf.Tensor), t['beta'] as tf.Tensor);
  y = tf.relu(y);
  return c.skip ? tf.add(y, t['skip'] as tf.Tensor) : (y as tf.Tensor5D);
}

/** y, all gradients, and the running statistics after the call, on the active backend. */
export function runCase(c: Case, form: typeof apply = apply, seed = 1): Named {
  return tf.tidy(() => {
    const mean = tf.variable(tf.tensor1d(gridValues(OUT, 7)), false);
    const variance = tf.variable(tf.tensor1d(gridValues(OUT, 8).map((v) => Math.abs(v) + 0.5)), false);
    const running = c.norm === 'batch' ? { mean, variance } : undefined;
    const result = valueAndGradients(inputsOf(c, seed), (t) => form(c, t, running), wantedOf(c));
    const after = { runningMean: mean.dataSync().slice(), runningVariance: variance.dataSync().slice() } as Named;
    mean.dispose();
    variance.dispose();
    return { ...result, ...after };
  });
}
