/**
 * V-Net as the semi-supervised left-atrium literature uses it (docs/method.md 1.5, after UA-MT:code/networks/vnet.py): five levels, no
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
import { declareConvolution, requireInput, withoutStatistics } from './layers';
import { createParameterStore } from './parameters';
import type { Decoder, Pass } from './parts';
import { allOutputs, chosenOf, declareHeads, decodersOf, firstHead, initialiserOf, RESAMPLING } from './parts';
import type { ForwardOptions, NetworkDefinition } from './types';

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
  create(untrusted, context) {
    const { channels, seed, model, bottleneck } = context;
    const { filters, dropout } = settings.parse(untrusted);
    const store = createParameterStore(seed, model);
    const filterInitialiser = initialiserOf(context, uniformByFanIn);
    const declare = (name: string, kind: ConvolutionKind, from: number, to: number): Layer =>
      declareConvolution(store, { name, kind, from, to, norm: 'affine', filterInitialiser });
    const declareBlock = (name: string, count: number, from: number, to: number): Layer[] =>
      Array.from({ length: count }, (_, i) => declare(`${name}.${i + 1}`, 'same', i === 0 ? from : to, to));

    const encoder = ENCODER.map((count, i) => {
      const width = filters * 2 ** i;
      const down = i === 0 ? undefined : declare(`down.${i}`, 'down', width / 2, width);
      return { down, block: declareBlock(`encoder.${i + 1}`, count, i === 0 ? channels : width, width) };
    });
    const decoders = decodersOf(context).map(({ name, prefix, upsampling = 'transposed' }, index) => {
      const kind = upsampling === 'transposed' ? 'up' : 'same';
      const resample = upsampling === 'transposed' ? undefined : RESAMPLING[upsampling];
      const levels = DECODER.map((count, i) => {
        const level = DECODER.length - i;
        const width = filters * 2 ** (level - 1);
        const up = declare(`${prefix}up.${level}`, kind, 2 * width, width);
        return { up, block: declareBlock(`${prefix}decoder.${level}`, count, width, width) };
      });
      const heads = declareHeads(store, prefix, filters, context, filterInitialiser);
      return { name, index, kind, resample, levels, heads } as const;
    });
    const join = bottleneck?.(store, { channels: filters * 2 ** DECODER.length, divisor: DIVISOR });

    /** @param chosen the decoders that the pass takes */
    function pass(x: tf.Tensor5D, options: ForwardOptions, chosen: readonly (typeof decoders)[number][]): Pass {
      const used = chosen.length;
      const { training, dropout: drops = training, moveStatistics = true, seed: forwardSeed, constants } = options;
      requireInput(x, 'vnet', DIVISOR, channels);
      const flow = createFlow(x);
      const layer = (h: tf.Tensor5D, parameters: Layer, kind: ConvolutionKind, skip?: tf.Tensor5D): tf.Tensor5D => {
        const norm = { norm: 'batch', training, epsilon: 1e-5, momentum: 0.1 } as const;
        const moved = training && !moveStatistics ? withoutStatistics(parameters) : parameters;
        return convNormRelu(h, moved, { kind, needsInputGradient: h !== x, ...norm }, skip);
      };
      const block =
        (layers: readonly Layer[]) =>
        (h: tf.Tensor5D): tf.Tensor5D =>
          layers.reduce((features, parameters) => flow.apply(features, (f) => layer(f, parameters, 'same')), h);
      const drop =
        (site: number) =>
        (h: tf.Tensor5D): tf.Tensor5D => {
          if (!drops || dropout === 0) return h;
          const mask = { mode: 'channel', rate: dropout, seed: dropoutSeed(forwardSeed, site) } as const;
          return flow.apply(h, (f) => counterDropout(f, mask));
        };

      const skips: tf.Tensor5D[] = [];
      let h = x;
      for (const { down, block: layers } of encoder) {
        if (down !== undefined) {
          flow.hold(h, used);
          skips.push(h);
          // The skip's uses are the decoders'; this one leaves it where it is.
          h = flow.apply(h, (f) => layer(f, down, 'down'));
        }
        h = block(layers)(h);
      }
      h = drop(0)(h);
      if (join !== undefined) h = flow.apply(h, (f) => join(f, training ? undefined : constants));
      flow.hold(h, used);
      const ready = chosen.map(
        ({ name, kind, resample, levels, heads, index }): Decoder => ({
          name,
          levels: levels.map(({ up, block: layers }) => ({
            resample,
            join: (features, skip) => layer(features, up, kind, skip),
            block: block(layers),
          })),
          // Every decoder has draws of its own.
          drop: drop(1 + index),
          heads,
        }),
      );
      return { flow, encoded: { bottleneck: h, skips }, decoders: ready };
    }

    return {
      kind: 'vnet',
      parameters: store.parameters,
      buffers: store.buffers,
      divisor: DIVISOR,
      forward: (x, options) => firstHead(pass(x, options, decoders.slice(0, 1))),
      outputs: (x, options) => allOutputs(pass(x, options, chosenOf(decoders, options))),
      dispose: () => store.dispose(),
    };
  },
};
