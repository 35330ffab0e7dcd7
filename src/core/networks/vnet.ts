/**
 * V-Net as the semi-supervised left-atrium literature uses it (method.md 1.5, after UA-MT:code/networks/vnet.py): five levels, no
 * residual connections inside blocks, skips added to the upsampled features.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { BlockParameters } from '../ops/blockParameters';
import { convNormRelu } from '../ops/convNormRelu';
import type { ConvolutionKind } from '../ops/convolution';
import { counterDropout } from '../ops/counterDropout';
import { field } from '../schema/field';
import { dropoutSeed } from './dropoutSeed';
import { createFlow } from './flow';
import { uniformByFanIn } from './initialisers';
import { applyHead, declareConvolution, declareHead, requireInput } from './layers';
import { createParameterStore } from './parameters';
import type { NetworkDefinition } from './types';

const settings = z.strictObject({
  kind: z.literal('vnet'),
  filters: field(z.int().min(1).max(256).default(16), 'Channels of the first level; each level doubles them.', 'code-inferred'),
  dropout: field(
    z.number().min(0).lt(1).default(0.5),
    'Rate of the channel dropout after the bottleneck and before the head, in training; 0 turns it off.',
    'code-inferred',
  ),
});

/**
 * Convolutions in each encoder block, from full resolution to the bottleneck, and in each decoder block, back to full resolution.
 */
const ENCODER = [1, 2, 3, 3, 3] as const;
const DECODER = [3, 3, 2, 1] as const;
const DIVISOR = 2 ** DECODER.length;

type Layer = BlockParameters;

export const vnet: NetworkDefinition<'vnet', typeof settings> = {
  id: 'vnet',
  settings,
  create(untrusted, { channels, classes, seed, model, bottleneck }) {
    const { filters, dropout } = settings.parse(untrusted);
    const store = createParameterStore(seed, model);
    const declare = (name: string, kind: ConvolutionKind, from: number, to: number): Layer =>
      declareConvolution(store, { name, kind, from, to, norm: 'affine', filterInitialiser: uniformByFanIn });
    const declareBlock = (name: string, count: number, from: number, to: number): Layer[] =>
      Array.from({ length: count }, (_, i) => declare(`${name}.${i + 1}`, 'same', i === 0 ? from : to, to));

    const encoder = ENCODER.map((count, i) => {
      const width = filters * 2 ** i;
      const down = i === 0 ? undefined : declare(`down.${i}`, 'down', width / 2, width);
      return { down, block: declareBlock(`encoder.${i + 1}`, count, i === 0 ? channels : width, width) };
    });
    const decoder = DECODER.map((count, i) => {
      const level = DECODER.length - i;
      const width = filters * 2 ** (level - 1);
      return { up: declare(`up.${level}`, 'up', 2 * width, width), block: declareBlock(`decoder.${level}`, count, width, width) };
    });
    const head = declareHead(store, filters, classes, uniformByFanIn);
    const join = bottleneck?.(store, { channels: filters * 2 ** DECODER.length, divisor: DIVISOR });

    return {
      kind: 'vnet',
      parameters: store.parameters,
      buffers: store.buffers,
      divisor: DIVISOR,
      forward(x, { training, seed: forwardSeed, constants }) {
        requireInput(x, 'vnet', DIVISOR, channels);
        const flow = createFlow(x);
        const layer = (h: tf.Tensor5D, parameters: Layer, kind: ConvolutionKind, skip?: tf.Tensor5D): tf.Tensor5D => {
          const options = { kind, norm: 'batch', training, epsilon: 1e-5, momentum: 0.1, needsInputGradient: h !== x } as const;
          return convNormRelu(h, parameters, options, skip);
        };
        const block = (h: tf.Tensor5D, layers: readonly Layer[]): tf.Tensor5D =>
          layers.reduce((features, parameters) => flow.apply(features, (f) => layer(f, parameters, 'same')), h);
        const drop = (h: tf.Tensor5D, site: number): tf.Tensor5D => {
          if (!training || dropout === 0) return h;
          return flow.apply(h, (f) =>
            counterDropout(f, { mode: 'channel', rate: dropout, seed: dropoutSeed(forwardSeed, site) }),
          );
        };

        let h = x;
        for (const { down, block: layers } of encoder) {
          if (down !== undefined) {
            flow.hold(h);
            h = flow.apply(h, (f) => layer(f, down, 'down'));
          }
          h = block(h, layers);
        }
        h = drop(h, 0);
        if (join !== undefined) h = flow.apply(h, (f) => join(f, training ? undefined : constants));
        for (const { up, block: layers } of decoder) {
          h = flow.applyWithHeld(h, (f, skip) => layer(f, up, 'up', skip));
          h = block(h, layers);
        }
        h = drop(h, 1);
        return flow.apply(h, (f) => applyHead(f, head));
      },
      dispose: () => store.dispose(),
    };
  },
};
