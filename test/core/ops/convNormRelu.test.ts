import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { convNormRelu } from '../../../src/core/ops/convNormRelu';
import { apply, applyInBFloat16, cases, inputsOf, runCase, wantedOf } from './convNormRelu.cases';
import {
  dot,
  gridValues,
  NOT_BUILT,
  relativeError,
  resultOf,
  slope,
  useJs,
  useNative,
  valueAndGradients,
  withoutAddon,
  worstError,
} from './support';

describe('convNormRelu in plain operations', () => {
  it('normalises, rectifies and adds the skip connection as its formula says', async () => {
    await useJs();
    // 1x1x1 with an identity filter: the convolution is the input, so the norm can be checked by hand.
    const x = gridValues(2 * 3 * 2 * 2 * 2, 1);
    const found = tf.tidy(() =>
      convNormRelu(
        tf.tensor(x, [2, 3, 2, 2, 2]) as tf.Tensor5D,
        {
          filter: tf.tensor([1, 0, 0, 1], [1, 1, 1, 2, 2]) as tf.Tensor5D,
          gamma: tf.tensor1d([2, 0.5]),
          beta: tf.tensor1d([0.25, -0.5]),
        },
        { kind: 'same', norm: 'batch', training: true },
        tf.ones([2, 3, 2, 2, 2]),
      ).dataSync(),
    );
    const expected = [...x].map((v, i) => {
      const channel = [...x].filter((_, j) => j % 2 === i % 2);
      const mean = channel.reduce((a, b) => a + b, 0) / channel.length;
      const variance = channel.reduce((a, b) => a + (b - mean) ** 2, 0) / channel.length;
      const [gamma, beta] = i % 2 === 0 ? [2, 0.25] : [0.5, -0.5];
      return Math.max(0, (gamma * (v - mean)) / Math.sqrt(variance + 1e-5) + beta) + 1;
    });
    expect(relativeError(found, expected)).toBeLessThan(1e-6);
  });

  it('moves the running statistics as PyTorch does, bias included, variance unbiased', async () => {
    await useJs();
    const x = gridValues(2 * 2 * 2 * 2, 2);
    const mean = tf.variable(tf.tensor1d([10]), false);
    const variance = tf.variable(tf.tensor1d([4]), false);
    tf.tidy(() => {
      const filter = tf.ones([1, 1, 1, 1, 1]) as tf.Tensor5D;
      const parameters = { filter, bias: tf.tensor1d([3]), running: { mean, variance } as never };
      convNormRelu(tf.tensor(x, [2, 2, 2, 2, 1]) as tf.Tensor5D, parameters, { kind: 'same', norm: 'batch', training: true });
    });
    const average = x.reduce((a, b) => a + b, 0) / x.length;
    const unbiased = x.reduce((a, b) => a + (b - average) ** 2, 0) / (x.length - 1);
    expect(mean.dataSync()[0]).toBeCloseTo(0.9 * 10 + 0.1 * (average + 3), 5);
    expect(variance.dataSync()[0]).toBeCloseTo(0.9 * 4 + 0.1 * unbiased, 5);
    tf.dispose([mean, variance]);
  });

  it('has the gradient that finite differences find', async () => {
    await useJs();
    // With all options and with none: each option has its own gradient, which the others do not touch.
    for (const c of cases.filter(
      (each) => each.inputGradient && each.skip === each.bias && each.affine === (each.skip && each.norm !== 'none'),
    )) {
      const inputs = inputsOf(c, 2);
      const gradients = valueAndGradients(inputs, (t) => apply(c, t, frozen(c)), wantedOf(c));
      for (const name of wantedOf(c)) {
        const { values, shape } = inputs[name] as { values: Float32Array; shape: number[] };
        const direction = unitDirection(values.length);
        const forward = (moved: Float32Array): Float32Array =>
          resultOf({ ...inputs, [name]: { shape, values: moved } }, (t) => apply(c, t, frozen(c)));
        const expected = slope(values, direction, forward, 1 / 1024);
        const found = dot(gradients[name] as Float32Array, direction);
        // Relative to the steepest slope, which may be 0 (a bias); float32 differences, and the ReLU's kink moves through some voxels.
        const steepest = Math.sqrt(dot(gradients[name] as Float32Array, gradients[name] as Float32Array));
        expect(Math.abs(found - expected) / (steepest + 1), `${c.name}: ${name}`).toBeLessThan(3e-2);
      }
    }
  }, 120_000);

  it('says what does not fit', async () => {
    await useJs();
    const x = tf.zeros([1, 4, 4, 4, 2]) as tf.Tensor5D;
    const filter = tf.zeros([3, 3, 3, 2, 4]) as tf.Tensor5D;
    const options = { kind: 'same', norm: 'batch', training: true } as const;
    expect(() => convNormRelu(x, { filter: tf.zeros([3, 3, 3, 3, 4]) }, options)).toThrow(/takes 3 channels.*has 2|3.*channels/);
    expect(() => convNormRelu(x, { filter }, { ...options, kind: 'down' })).toThrow(/2 voxels wide/);
    expect(() => convNormRelu(x, { filter, gamma: tf.zeros([3]) }, options)).toThrow(/gamma must have the shape \[4\]/);
    expect(() => convNormRelu(x, { filter }, options, tf.zeros([1, 4, 4, 4, 2]))).toThrow(/skip/);
    expect(() => convNormRelu(x, { filter }, { ...options, training: false })).toThrow(/running statistics/);
    expect(() => convNormRelu(x, { filter, gamma: tf.zeros([4]) }, { ...options, norm: 'none' })).toThrow(/need a norm/);
  });
});

function unitDirection(count: number): Float32Array {
  const values = gridValues(count, 77);
  const length = Math.sqrt(dot(values, values));
  return values.map((v) => v / length);
}

/** Running statistics for inference cases, made inside the tape's scope. */
function frozen(c: (typeof cases)[number]): { mean: tf.Variable; variance: tf.Variable } | undefined {
  if (c.norm !== 'batch' || c.training) return undefined;
  return { mean: tf.zeros([7]) as tf.Variable, variance: tf.ones([7]) as tf.Variable };
}

describe.skipIf(withoutAddon)(`convNormRelu on native${NOT_BUILT}`, () => {
  // Relative Euclidean error of y, of every gradient and of the running statistics, against plain operations on 'js'.
  it.each([
    ['float32', apply, 1e-5],
    ['bfloat16', applyInBFloat16, 2e-2],
  ] as const)(
    'agrees with plain operations in every form in %s',
    async (precision, reference, tolerance) => {
      for (const c of cases) {
        await useJs();
        const expected = runCase(c, reference);
        await useNative(precision);
        const worst = worstError(runCase(c), expected);
        expect(worst.error, `${c.name}: ${worst.name}`).toBeLessThan(tolerance);
      }
    },
    120_000,
  );
});
