/** Networks of several decoders and heads. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { NetworkSettings } from '../../../src/core/networks/registry';
import { createNetwork, networkSettings } from '../../../src/core/networks/registry';
import { textBottleneck } from '../../../src/core/networks/text/inject';
import type { Network, NetworkContext, NetworkParts } from '../../../src/core/networks/types';
import '../../support/cpu';

afterEach(() => tf.disposeVariables());

const DECODERS: NetworkParts = {
  decoders: [{ name: 'main' }, { name: 'smooth', upsampling: 'trilinear' }, { name: 'nearest', upsampling: 'nearest' }],
};
const context: NetworkContext = { channels: 1, classes: 2, seed: 1337, model: 'A' };
const create = (kind: 'vnet' | 'unet', change: Partial<NetworkContext> = {}): Network =>
  createNetwork(networkSettings.parse({ kind, filters: 2 }) as NetworkSettings, { ...context, ...change });
const image = (): tf.Tensor5D => tf.randomNormal([1, 16, 32, 16, 1], 0, 1, 'float32', 1);

describe.each(['vnet', 'unet'] as const)('%s', (kind) => {
  it('gives logits, features and levels of every decoder and head', () => {
    const parts = {
      ...DECODERS,
      heads: [
        { name: 'segmentation', channels: 3 },
        { name: 'distance', channels: 1 },
      ],
    };
    const outputs = create(kind, { parts }).outputs(image(), { training: true, seed: 3 });
    expect(Object.keys(outputs)).toEqual(['main', 'smooth', 'nearest']);
    for (const { heads, features, levels } of Object.values(outputs)) {
      expect(heads['segmentation']?.shape).toEqual([1, 16, 32, 16, 3]);
      expect(heads['distance']?.shape).toEqual([1, 16, 32, 16, 1]);
      expect(features.shape).toEqual([1, 16, 32, 16, 2]);
      expect(levels.map(({ shape }) => shape[4])).toEqual([16, 8, 4, 2]);
    }
  });

  it('with more decoders has the same first one: its numbers, and the encoder, do not change', () => {
    const options = { training: false, seed: 0 };
    const plain = create(kind).forward(image(), options).dataSync();
    const network = create(kind, { parts: DECODERS });
    expect(network.forward(image(), options).dataSync()).toEqual(plain);
    expect(network.outputs(image(), options)['main']?.heads['segmentation']?.dataSync()).toEqual(plain);
  });

  it('every decoder trains its own parameters and the encoder', () => {
    const network = create(kind, { parts: DECODERS });
    for (const name of ['main', 'smooth', 'nearest']) {
      const { grads } = tf.variableGrads(() => {
        const outputs = network.outputs(image(), { training: true, dropout: false, seed: 3 });
        return tf.mean(tf.square(outputs[name]?.heads['segmentation'] as tf.Tensor)) as tf.Scalar;
      }, Object.values(network.parameters));
      const trained = Object.entries(network.parameters).flatMap(([parameter, { name: id }]) =>
        grads[id] !== undefined && tf.max(tf.abs(grads[id])).dataSync()[0] !== 0 ? [parameter] : [],
      );
      const prefix = name === 'main' ? '' : `${name}.`;
      expect(trained).toContain('encoder.1.1.filter');
      expect(trained).toContain(`${prefix}head.filter`);
      for (const other of ['smooth.', 'nearest.'])
        if (other !== prefix) expect(trained.filter((one) => one.startsWith(other))).toEqual([]);
    }
  });

  it('keeps nothing of a pass without gradient but what it returns', () => {
    const network = create(kind, { parts: DECODERS });
    const x = image();
    const before = tf.memory().numTensors;
    const outputs = tf.tidy(() => {
      const { main, smooth } = network.outputs(x, { training: true, seed: 3 });
      return [main?.heads['segmentation'], smooth?.features] as tf.Tensor[];
    });
    expect(tf.memory().numTensors - before).toBe(2);
    tf.dispose(outputs);
  });

  it('takes text at the bottleneck, which every decoder then sees', () => {
    const text = {
      injection: 'broadcast',
      hidden: 4,
      patch: [16, 32, 16],
      free: false,
      vectors: [Float32Array.of(1, 2, 3)],
      beta: 5,
    } as const;
    const [with_, without] = [{ bottleneck: textBottleneck(text) }, {}].map((change) =>
      create(kind, { parts: DECODERS, ...change }).outputs(image(), { training: false, seed: 0 }),
    );
    for (const name of ['main', 'smooth', 'nearest'])
      expect(with_?.[name]?.features.dataSync()).not.toEqual(without?.[name]?.features.dataSync());
  });

  it('dropout and batch statistics are switches of their own', () => {
    const network = create(kind);
    const of = (options: object): Float32Array =>
      network.forward(image(), { training: true, seed: 3, ...options }).dataSync<'float32'>();
    expect(of({})).not.toEqual(of({ dropout: false }));
    const statistics = (): number[] => Object.values(network.buffers).flatMap((buffer) => [...buffer.dataSync()]);
    const before = statistics();
    const still = of({ moveStatistics: false });
    expect(statistics()).toEqual(before);
    expect(still).toEqual(of({}));
    if (kind === 'vnet') expect(statistics()).not.toEqual(before);
  });
});

it('starts filters from Xavier or Kaiming numbers where asked', () => {
  const deviation = (initialiser: 'kaiming' | 'xavier'): number => {
    const filter = createNetwork(networkSettings.parse({ kind: 'vnet' }) as NetworkSettings, { ...context, initialiser })
      .parameters['encoder.3.2.filter'];
    return Math.sqrt(tf.mean(tf.square(filter as tf.Tensor)).dataSync()[0] as number);
  };
  expect(deviation('kaiming') / Math.sqrt(2 / (27 * 64))).toBeCloseTo(1, 1);
  expect(deviation('xavier') / Math.sqrt(2 / (27 * 128))).toBeCloseTo(1, 1);
});
