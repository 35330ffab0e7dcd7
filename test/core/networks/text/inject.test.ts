import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lossGradient } from '../../../../src/core/gradient/lossGradient';
import { createConstants, makeAnew } from '../../../../src/core/networks/constants';
import { countParameters } from '../../../../src/core/networks/parameters';
import { createNetwork } from '../../../../src/core/networks/registry';
import type { TextInjection } from '../../../../src/core/networks/text/inject';
import { textBottleneck } from '../../../../src/core/networks/text/inject';
import type { InjectionKind } from '../../../../src/core/networks/text/registry';
import { injectionOf, injections } from '../../../../src/core/networks/text/registry';
import { fixedVectors } from '../../../../src/core/networks/text/vectors';
import type { Network } from '../../../../src/core/networks/types';
import { createStream } from '../../../../src/core/random/stream';
import { relativeError } from '../../../support/gradient';
import { NOT_BUILT, useJs, useNative, withoutAddon } from '../../ops/support';

const SIZE = 12;
const RESPONSES = 3;
const vectors = Array.from({ length: RESPONSES }, (_, sample) => {
  const stream = createStream({ seed: 5, iteration: 0, sample, purpose: 'test' });
  return Float32Array.from({ length: SIZE }, () => stream.normal());
});
const text = (injection: InjectionKind, change: Partial<TextInjection> = {}): TextInjection => ({
  injection,
  beta: 0.5,
  hidden: 8,
  vectors,
  free: false,
  patch: [32, 16, 16],
  ...change,
});
const KINDS = ['vnet', 'unet'] as const;
const create = (kind: (typeof KINDS)[number], injection?: TextInjection, filters = 2): Network =>
  createNetwork(
    { kind, filters, dropout: 0 },
    { channels: 1, classes: 2, seed: 1337, model: 'A', ...(injection ? { bottleneck: textBottleneck(injection) } : {}) },
  );
const image = (): tf.Tensor5D => tf.randomNormal([2, 16, 16, 32, 1], 0, 1, 'float32', 1);
const logits = (network: Network, x: tf.Tensor5D): Float32Array =>
  tf.tidy(() => network.forward(x, { training: false, seed: 0 }).dataSync<'float32'>());

/** Parameters of linear layers, by hand. */
const dense = (from: number, to: number): number => (from + 1) * to;
const C = 32;
const perceptron = (outputs: number): number => dense(SIZE, 8) + dense(8, outputs);
const COUNTS: Record<InjectionKind, number> = {
  broadcast: perceptron(C),
  map: perceptron(2 * C),
  film: perceptron(2 * C),
  'cross-attention': perceptron(C) + dense(C, 64) + dense(SIZE, 64),
};

beforeAll(useJs);
afterEach(() => tf.disposeVariables());

describe.each(injections.map(({ id }) => id))('text injection %s', (id) => {
  it.each(KINDS)('%s: adds its parameters behind the others, whose first values stay', (kind) => {
    const plain = create(kind);
    const joined = create(kind, text(id));
    expect(countParameters(joined.parameters) - countParameters(plain.parameters)).toBe(COUNTS[id]);
    expect(Object.keys(joined.parameters).slice(0, Object.keys(plain.parameters).length)).toEqual(Object.keys(plain.parameters));
    for (const [name, variable] of Object.entries(plain.parameters))
      expect(joined.parameters[name]?.dataSync(), name).toEqual(variable.dataSync());
    const added = Object.keys(joined.parameters).slice(Object.keys(plain.parameters).length);
    expect(added.every((name) => name.startsWith('text.'))).toBe(true);
  });

  it.each(KINDS)('%s: changes the prediction, with beta 0 not at all, and frees all but its result', (kind) => {
    const x = image();
    const plain = logits(create(kind), x);
    const joined = create(kind, text(id));
    const before = tf.memory().numTensors;
    expect(logits(joined, x)).not.toEqual(plain);
    expect(tf.memory().numTensors).toBe(before);
    expect(relativeError(logits(create(kind, text(id, { beta: 0 })), x), plain)).toBeLessThan(1e-6);
  });

  it.each(KINDS)('%s: kept constants change no bit, are computed once, and are gone afterwards', async (kind) => {
    const network = create(kind, text(id));
    const x = image();
    const plain = logits(network, x);
    const before = tf.memory().numTensors;
    const constants = createConstants();
    const pass = async (training = false) => {
      let y = new Float32Array();
      const { kernels } = await tf.profile(() =>
        tf.tidy(() => {
          y = network.forward(x, { training, seed: 0, constants }).dataSync<'float32'>() as typeof y;
        }),
      );
      // Layers of the perceptron and the keys of the attention: products with as many rows as there are vectors.
      const products = kernels.filter(({ name, inputShapes }) => name === 'BatchMatMul' && inputShapes[0]?.at(-2) === RESPONSES);
      return { y, products: products.length };
    };
    const [first, second] = [await pass(), await pass()];
    expect([first.y, second.y]).toEqual([plain, plain]);
    expect([first.products, second.products]).toEqual([id === 'cross-attention' ? 3 : 2, 0]);
    // A pass of training takes nothing that is kept: its gradients need the perceptron.
    expect((await pass(true)).products).toBe(first.products);
    constants.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the gradient of its parameters and of h that finite differences show', () => {
    const store: Record<string, tf.Variable> = {};
    const C4 = 4;
    const values = createStream({ seed: 1, iteration: 0, sample: 0, purpose: 'test' });
    const inject = injectionOf(id).create({
      store: {
        parameters: store,
        buffers: {},
        parameter(name, shape, initialiser) {
          const initial = new Float32Array(tf.util.sizeFromShape(shape));
          initialiser(initial, createStream({ seed: 2, iteration: 0, sample: 0, purpose: name }));
          const variable = tf.variable(tf.tensor(initial, shape));
          store[name] = variable as tf.Variable;
          return variable as never;
        },
        buffer: () => {
          throw new Error('no buffer is needed');
        },
        dispose: () => undefined,
      },
      channels: C4,
      place: [1, 2, 1],
      hidden: 5,
      size: SIZE,
      beta: 0.7,
    });
    const draw = (): number[] => Array.from({ length: 2 * 2 * C4 }, () => values.normal());
    const h = tf.variable(tf.tensor5d(draw(), [2, 1, 2, 1, C4]));
    const weight = tf.tensor5d(draw(), [2, 1, 2, 1, C4]);
    const given = tf.tensor2d(
      vectors.flatMap((v) => [...v]),
      [RESPONSES, SIZE],
    );
    const loss = (): tf.Scalar =>
      tf.tidy(
        () =>
          tf.sum(
            tf.mul(
              weight,
              inject(h as unknown as tf.Tensor5D, () => given, makeAnew),
            ),
          ) as tf.Scalar,
      );
    const { grads } = tf.variableGrads(loss, [...Object.values(store), h as unknown as tf.Variable]);
    for (const variable of [...Object.values(store), h as unknown as tf.Variable]) {
      const data = variable.dataSync().slice() as Float32Array;
      const direction = Float32Array.from(data, () => values.normal());
      const at = (step: number): number => {
        tf.tidy(() =>
          variable.assign(
            tf.tensor(
              data.map((v, i) => v + step * (direction[i] as number)),
              variable.shape,
            ),
          ),
        );
        return loss().dataSync()[0] as number;
      };
      const step = 1e-3;
      const difference = (at(step) - at(-step)) / (2 * step);
      at(0);
      const gradient = grads[variable.name]?.dataSync() ?? [];
      const slope = direction.reduce((sum, d, i) => sum + d * (gradient[i] as number), 0);
      expect(Math.abs(slope - difference), variable.name).toBeLessThan(2e-2 * Math.max(0.05, Math.abs(difference)));
    }
  });
});

describe('what stands in the place of the text', () => {
  const [first] = vectors as [Float32Array];
  const norm = (v: Float32Array): number => Math.hypot(...v);

  it('zero is zero; random has the length of the text, by seed; other is the other', () => {
    expect(fixedVectors('text', vectors, { seed: 1 })).toBe(vectors);
    expect(fixedVectors('zero', vectors, { seed: 1 }).every((v) => v.length === SIZE && v.every((x) => x === 0))).toBe(true);
    const random = fixedVectors('random', vectors, { seed: 1 });
    random.forEach((v, i) => expect(norm(v)).toBeCloseTo(norm(vectors[i] as Float32Array), 4));
    expect(fixedVectors('random', vectors, { seed: 1 })).toEqual(random);
    expect(fixedVectors('random', vectors, { seed: 2 })).not.toEqual(random);
    expect(random[0]).not.toEqual(random[1]);
    const other = [first.map((x) => -x)];
    expect(fixedVectors('other', vectors, { seed: 1, other })).toBe(other);
    expect(() => fixedVectors('other', vectors, { seed: 1 })).toThrow('needs text.otherPrompt');
    expect(() => fixedVectors('other', vectors, { seed: 1, other: [new Float32Array(3)] })).toThrow('have 3 numbers');
  });

  it('free is a parameter of each model, as long as the text at first, and learns', () => {
    const network = create('vnet', text('broadcast', { free: true }));
    const free = network.parameters['text.vector'];
    expect(free?.shape).toEqual([RESPONSES, SIZE]);
    const x = image();
    const { gradients } = lossGradient(network.parameters, () => ({
      total: tf.mean(tf.square(network.forward(x, { training: true, seed: 0 }))),
      parts: [],
    }));
    expect(Math.max(...(gradients['text.vector']?.dataSync() ?? []).map(Math.abs))).toBeGreaterThan(0);
  });

  it('a full map refuses patches of another size', () => {
    const network = create('vnet', text('map'));
    expect(() => network.forward(tf.zeros([1, 32, 16, 32, 1]), { training: false, seed: 0 })).toThrow(
      'made for 2 x 1 x 1 places at the bottleneck (x, y, z), got 2 x 1 x 2',
    );
  });
});

describe('what broadcast text can do in a V-Net (docs/method.md 2.4)', () => {
  it('takes at most 8 values a channel after the transposed convolution: one a parity of the voxel, the same everywhere', () => {
    const network = create('vnet');
    const filter = network.parameters['up.4.filter'] as tf.Tensor as tf.Tensor5D;
    const z = tf.randomNormal([C], 0, 1, 'float32', 3);
    const constant = tf.tile(tf.reshape(z, [1, 1, 1, 1, C]), [1, 3, 3, 3, 1]) as tf.Tensor5D;
    const up = tf.conv3dTranspose(constant, filter, [1, 6, 6, 6, 16], 2, 'same').arraySync() as number[][][][][];
    for (let c = 0; c < 16; c++) {
      const byParity = new Map<number, number[]>();
      up[0]?.forEach((plane, d) =>
        plane.forEach((row, y) =>
          row.forEach((voxel, x) => {
            const parity = 4 * (d % 2) + 2 * (y % 2) + (x % 2);
            byParity.set(parity, [...(byParity.get(parity) ?? []), voxel[c] as number]);
          }),
        ),
      );
      expect(byParity.size).toBe(8);
      for (const values of byParity.values()) expect(Math.max(...values) - Math.min(...values)).toBeLessThan(1e-6);
    }
  });
});

describe.skipIf(withoutAddon)(`on the native engine${NOT_BUILT}`, () => {
  it.each(injections.map(({ id }) => id))('%s: prediction and gradient as on the js backend', async (id) => {
    const results: { y: Float32Array; gradients: Record<string, ArrayLike<number>> }[] = [];
    for (const use of [useJs, useNative]) {
      await use();
      const network = create('vnet', text(id));
      const values = createStream({ seed: 9, iteration: 0, sample: 0, purpose: 'test' });
      const x = tf.tensor5d(
        Float32Array.from({ length: 2 * 16 * 16 * 32 }, () => values.normal()),
        [2, 16, 16, 32, 1],
      );
      const y = logits(network, x);
      const constants = createConstants();
      const keeping = (): Float32Array =>
        tf.tidy(() => network.forward(x, { training: false, seed: 0, constants }).dataSync<'float32'>());
      expect([keeping(), keeping()]).toEqual([y, y]);
      constants.dispose();
      const { gradients } = lossGradient(network.parameters, () => ({
        total: tf.mean(tf.square(network.forward(x, { training: true, seed: 0 }))),
        parts: [],
      }));
      const named = Object.entries(gradients).filter(([name]) => name.startsWith('text.') || name === 'encoder.5.3.filter');
      results.push({ y, gradients: Object.fromEntries(named.map(([name, g]) => [name, g.dataSync()])) });
    }
    const [js, engine] = results as [(typeof results)[0], (typeof results)[0]];
    expect(relativeError(engine.y, js.y)).toBeLessThan(1e-3);
    for (const [name, gradient] of Object.entries(js.gradients)) {
      if (name === 'text.key.bias') continue; // the same for every response: the softmax takes it away, and what is left is rounding
      // A batch norm over 4 places above the bottleneck magnifies float32's rounding.
      expect(relativeError(engine.gradients[name] ?? [], gradient), name).toBeLessThan(3e-2);
    }
  });
});
