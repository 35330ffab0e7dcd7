import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { countParameters } from '../../../src/core/networks/parameters';
import type { NetworkSettings } from '../../../src/core/networks/registry';
import { createNetwork, networkSettings } from '../../../src/core/networks/registry';
import type { Network, NetworkContext } from '../../../src/core/networks/types';
import '../../support/cpu';

afterEach(() => tf.disposeVariables());

const context: NetworkContext = { channels: 1, classes: 2, seed: 1337, model: 'A' };
const create = (
  settings: { kind: 'vnet' | 'unet'; filters?: number; dropout?: number },
  change: Partial<NetworkContext> = {},
): Network => createNetwork(networkSettings.parse(settings) as NetworkSettings, { ...context, ...change });
/** Small, and with more than one voxel a channel at the bottleneck. */
const image = (): tf.Tensor5D => tf.randomNormal([1, 16, 32, 32, 1], 0, 1, 'float32', 1);
const values = (variable: tf.Variable | undefined): Float32Array => {
  if (variable === undefined) throw new Error('no such variable');
  return variable.dataSync<'float32'>();
};
const run = (network: Network, x: tf.Tensor5D, training: boolean, seed = 5): Float32Array =>
  tf.tidy(() => network.forward(x, { training, seed }).dataSync<'float32'>());

const kinds = ['vnet', 'unet'] as const;

describe('networks', () => {
  it('have the parameter counts of docs/method.md 1.5', () => {
    expect(countParameters(create({ kind: 'vnet' }).parameters)).toBe(9_448_866);
    expect(countParameters(create({ kind: 'unet' }).parameters)).toBe(5_884_050);
    // A third class is one more column and bias of the head, a second channel one more filter slice of the first layer.
    expect(countParameters(create({ kind: 'vnet' }, { classes: 3 }).parameters)).toBe(9_448_866 + 17);
    expect(countParameters(create({ kind: 'vnet' }, { channels: 2 }).parameters)).toBe(9_448_866 + 27 * 16);
  });

  it('name their parameters by place, in forward order, with their shapes', () => {
    const vnet = create({ kind: 'vnet', filters: 2 });
    const names = Object.keys(vnet.parameters);
    expect(names.slice(0, 5)).toEqual([
      'encoder.1.1.filter',
      'encoder.1.1.bias',
      'encoder.1.1.gamma',
      'encoder.1.1.beta',
      'down.1.filter',
    ]);
    expect(names.filter((name) => name.endsWith('.filter')).map((name) => name.replace('.filter', ''))).toEqual([
      'encoder.1.1',
      'down.1',
      'encoder.2.1',
      'encoder.2.2',
      'down.2',
      'encoder.3.1',
      'encoder.3.2',
      'encoder.3.3',
      'down.3',
      'encoder.4.1',
      'encoder.4.2',
      'encoder.4.3',
      'down.4',
      'encoder.5.1',
      'encoder.5.2',
      'encoder.5.3',
      'up.4',
      'decoder.4.1',
      'decoder.4.2',
      'decoder.4.3',
      'up.3',
      'decoder.3.1',
      'decoder.3.2',
      'decoder.3.3',
      'up.2',
      'decoder.2.1',
      'decoder.2.2',
      'up.1',
      'decoder.1.1',
      'head',
    ]);
    expect(vnet.parameters['down.2.filter']?.shape).toEqual([2, 2, 2, 4, 8]);
    expect(vnet.parameters['up.3.filter']?.shape).toEqual([2, 2, 2, 8, 16]);
    expect(vnet.parameters['head.filter']?.shape).toEqual([1, 1, 1, 2, 2]);
    expect(Object.keys(vnet.buffers).slice(0, 2)).toEqual(['encoder.1.1.mean', 'encoder.1.1.variance']);
    expect(Object.keys(vnet.buffers).length).toBe(2 * names.filter((name) => name.endsWith('.gamma')).length);

    const unet = create({ kind: 'unet', filters: 2 });
    expect(Object.keys(unet.parameters).slice(0, 4)).toEqual([
      'encoder.1.1.filter',
      'encoder.1.1.bias',
      'encoder.1.2.filter',
      'encoder.1.2.bias',
    ]);
    expect(unet.parameters['decoder.4.1.filter']?.shape).toEqual([3, 3, 3, 16 + 32, 16]);
    expect(Object.keys(unet.buffers)).toEqual([]);
  });

  it("start from PyTorch's numbers: V-Net uniform by fan-in, U-Net filters Kaiming-normal", () => {
    const { parameters } = create({ kind: 'vnet' });
    const range = (name: string, fanIn: number): void => {
      const found = values(parameters[name]);
      const highest = found.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      expect(highest).toBeLessThanOrEqual(Math.fround(1 / Math.sqrt(fanIn)));
      if (found.length > 400) expect(highest).toBeGreaterThan(0.99 / Math.sqrt(fanIn));
    };
    range('encoder.1.1.filter', 27);
    range('encoder.1.1.bias', 27);
    range('down.2.filter', 8 * 32);
    range('up.3.filter', 8 * 64); // the output's channels: PyTorch's fan-in of a transposed filter
    range('up.3.bias', 8 * 64);
    expect(new Set(values(parameters['encoder.2.1.gamma']))).toEqual(new Set([1]));
    expect(new Set(values(parameters['encoder.2.1.beta']))).toEqual(new Set([0]));

    const filter = values(create({ kind: 'unet' }).parameters['encoder.3.1.filter']);
    const variance = filter.reduce((sum, value) => sum + value * value, 0) / filter.length;
    expect(variance / (2 / (27 * 32))).toBeCloseTo(1, 1);
  });

  it('models A and B, and other seeds, start from other numbers; the same one from the same', () => {
    const first = (change: Partial<NetworkContext>): number =>
      values(create({ kind: 'vnet', filters: 2 }, change).parameters['encoder.1.1.filter'])[0] as number;
    expect(first({})).toBe(first({}));
    expect(first({ model: 'B' })).not.toBe(first({}));
    expect(first({ seed: 1 })).not.toBe(first({}));
  });

  for (const kind of kinds) {
    it(`${kind} gives K logits a voxel, for several classes and channels`, () => {
      const network = create({ kind, filters: 2 }, { classes: 3, channels: 2 });
      const logits = network.forward(tf.zeros([1, 16, 32, 16, 2]), { training: false, seed: 0 });
      expect(logits.shape).toEqual([1, 16, 32, 16, 3]);
    });

    it(`${kind} refuses sizes it cannot halve and channels it does not have`, () => {
      const network = create({ kind, filters: 2 });
      const forward = (shape: [number, number, number, number, number]) => () =>
        network.forward(tf.zeros(shape), { training: true, seed: 0 });
      expect(forward([1, 16, 24, 16, 1])).toThrow(`${kind}: patch sizes must be multiples of 16, got 16 x 24 x 16 (x, y, z)`);
      expect(forward([1, 16, 16, 16, 3])).toThrow(`${kind}: made for 1 channels, got 3`);
    });

    it(`${kind} without gradients frees everything but its result and keeps the caller's image`, () => {
      const network = create({ kind, filters: 2 });
      const x = image();
      for (const training of [true, false]) {
        const before = tf.memory().numTensors;
        const logits = network.forward(x, { training, seed: 3 });
        expect(tf.memory().numTensors).toBe(before + 1);
        logits.dispose();
        expect(x.isDisposed).toBe(false);
      }
    });

    it(`${kind} sends a gradient to every parameter, and frees the activations`, () => {
      const network = create({ kind, filters: 2 });
      const x = image();
      const before = tf.memory().numTensors;
      const { value, grads } = tf.variableGrads(
        () => tf.mean(tf.square(network.forward(x, { training: true, seed: 3 }))),
        Object.values(network.parameters),
      );
      for (const [name, parameter] of Object.entries(network.parameters)) {
        const gradient = grads[parameter.name];
        expect(gradient?.shape, name).toEqual(parameter.shape);
        // A bias before a norm cannot matter; every other parameter does.
        const size = Math.max(...(gradient?.dataSync() ?? []).map(Math.abs));
        if (name.endsWith('.bias') && name !== 'head.bias') expect(size, name).toBe(0);
        else expect(size, name).toBeGreaterThan(0);
      }
      expect(tf.memory().numTensors).toBe(before + 1 + Object.keys(grads).length);
      value.dispose();
      tf.dispose(grads);
      expect(tf.memory().numTensors).toBe(before);
    });

    it(`${kind} drops features in training only, by the seed alone`, () => {
      const network = create({ kind, filters: 2 });
      const still = create({ kind, filters: 2, dropout: 0 });
      const x = image();
      const first = run(network, x, true, 5);
      expect(run(network, x, true, 5)).toEqual(first);
      expect(run(network, x, true, 6)).not.toEqual(first);
      expect(run(still, x, true, 5)).not.toEqual(first);
      expect(run(network, x, false, 5)).toEqual(run(network, x, false, 6));
    });

    it(`${kind} hands the bottleneck's features to the text fusion hook, after their dropout`, () => {
      const shapes: number[][] = [];
      const bottleneck =
        () =>
        (h: tf.Tensor5D): tf.Tensor5D => {
          shapes.push(h.shape);
          return tf.add(h, 1);
        };
      const x = image();
      const settings = { kind, filters: 2, dropout: 0 };
      const plain = run(create(settings), x, false);
      const changed = create(settings, { bottleneck });
      expect(run(changed, x, false)).not.toEqual(plain);
      expect(shapes).toEqual([[1, 1, 2, 2, 32]]);
      expect(run(create(settings, { bottleneck: () => (h) => h }), x, false)).toEqual(plain);
    });

    it(`${kind} frees its variables`, () => {
      const before = tf.memory().numTensors;
      const network = create({ kind, filters: 2 });
      expect(tf.memory().numTensors).toBeGreaterThan(before);
      network.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  }

  it('V-Net moves its running statistics in training only', () => {
    const network = create({ kind: 'vnet', filters: 2, dropout: 0 });
    const mean = (): number[] => [...values(network.buffers['decoder.1.1.mean'])];
    const initial = mean();
    run(network, image(), false);
    expect(mean()).toEqual(initial);
    run(network, image(), true);
    expect(mean()).not.toEqual(initial);
  });

  it('U-Net refuses patches that leave one voxel to normalise', () => {
    const network = create({ kind: 'unet', filters: 2 });
    expect(() => network.forward(tf.zeros([1, 16, 16, 16, 1]), { training: false, seed: 0 })).toThrow('16 x 16 x 16 leaves');
  });

  it('are found by kind', () => {
    expect(() => createNetwork({ kind: 'resnet' } as unknown as NetworkSettings, context)).toThrow(
      "unknown network 'resnet'; known: vnet, unet",
    );
    expect(networkSettings.parse({ kind: 'unet' })).toEqual({ kind: 'unet', filters: 16, dropout: 0.3 });
    expect(networkSettings.safeParse({ kind: 'vnet', dropout: 1 }).success).toBe(false);
  });
});
