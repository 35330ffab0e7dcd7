/**
 * 3D U-Net as the semi-supervised brain-tumour literature uses it (docs/method.md 1.5, after SSL4MIS:code/networks/unet_3D.py): two
 * convolutions a level with instance norm that has no scale and shift, max pooling, trilinear upsampling, skips concatenated in
 * front.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { BlockParameters } from '../ops/blockParameters';
import { convNormRelu } from '../ops/convNormRelu';
import type { ConvolutionKind } from '../ops/convolution';
import { counterDropout } from '../ops/counterDropout';
import { maxPool2 } from '../ops/maxPool2';
import { upsample2 } from '../ops/upsample2';
import { field } from '../schema/field';
import { dropoutSeed } from './dropoutSeed';
import { createFlow } from './flow';
import { kaimingNormal } from './initialisers';
import { declareConvolution, requireInput } from './layers';
import { createParameterStore } from './parameters';
import type { Decoder, Pass } from './parts';
import { allOutputs, chosenOf, declareHeads, decodersOf, firstHead, initialiserOf, RESAMPLING } from './parts';
import type { DecoderChoice, ForwardOptions, NetworkDefinition } from './types';

const settings = z.strictObject({
  kind: z.literal('unet'),
  filters: field(z.int().min(1).max(256).default(16), 'Channels of the first level; each level doubles them.', 'code-inferred'),
  dropout: field(
    z.number().min(0).lt(1).default(0.3),
    'Rate of the dropout of single features after the bottleneck and before the head, in training; 0 turns it off.',
    'code-inferred',
  ),
});

/** Resolutions above the bottleneck. */
const LEVELS = 4;
const DIVISOR = 2 ** LEVELS;

type Layer = BlockParameters;

export const unet: NetworkDefinition<'unet', typeof settings> = {
  id: 'unet',
  settings,
  create(untrusted, context) {
    const { channels, seed, model, bottleneck } = context;
    const { filters, dropout } = settings.parse(untrusted);
    const store = createParameterStore(seed, model);
    const filterInitialiser = initialiserOf(context, kaimingNormal);
    const width = (level: number): number => filters * 2 ** (level - 1);
    const declare = (name: string, kind: ConvolutionKind, from: number, to: number): Layer =>
      declareConvolution(store, { name, kind, from, to, norm: 'plain', filterInitialiser });
    const declareBlock = (name: string, from: number, to: number): Layer[] =>
      [1, 2].map((i) => declare(`${name}.${i}`, 'same', i === 1 ? from : to, to));

    const levels = Array.from({ length: LEVELS }, (_, i) => i + 1);
    const encoder = levels.map((level) =>
      declareBlock(`encoder.${level}`, level === 1 ? channels : width(level - 1), width(level)),
    );
    const centre = declareBlock(`encoder.${LEVELS + 1}`, width(LEVELS), width(LEVELS + 1));
    const decoders = decodersOf(context).map(({ name, prefix, upsampling }, index) => {
      const blocks = [...levels].reverse().map((level) => {
        const below = width(level + 1);
        const up =
          upsampling && declare(`${prefix}up.${level}`, upsampling === 'transposed' ? 'up' : 'same', below, width(level));
        const joined = width(level) + (up === undefined ? below : width(level));
        return { up, block: declareBlock(`${prefix}decoder.${level}`, joined, width(level)) };
      });
      return { name, index, upsampling, blocks, heads: declareHeads(store, prefix, filters, context, filterInitialiser) };
    });
    const join = bottleneck?.(store, { channels: width(LEVELS + 1), divisor: DIVISOR });

    /** @param chosen the decoders that the pass takes */
    function pass(x: tf.Tensor5D, options: ForwardOptions, chosen: readonly (typeof decoders)[number][]): Pass {
      const used = chosen.length;
      const { training, dropout: drops = training, seed: forwardSeed, constants } = options;
      requireInput(x, 'unet', DIVISOR, channels);
      if (x.shape.slice(1, 4).every((side) => side === DIVISOR)) {
        throw new Error(
          `unet: a patch of ${DIVISOR} x ${DIVISOR} x ${DIVISOR} leaves the instance norm of the bottleneck one voxel`,
        );
      }
      const flow = createFlow(x);
      const layer = (h: tf.Tensor5D, parameters: Layer, kind: ConvolutionKind = 'same'): tf.Tensor5D => {
        const norm = { norm: 'instance', training, epsilon: 1e-5, momentum: 0.1 } as const;
        return convNormRelu(h, parameters, { kind, needsInputGradient: h !== x, ...norm });
      };
      const block =
        (layers: readonly Layer[]) =>
        (h: tf.Tensor5D): tf.Tensor5D =>
          layers.reduce((features, parameters) => flow.apply(features, (f) => layer(f, parameters)), h);
      const drop =
        (site: number) =>
        (h: tf.Tensor5D): tf.Tensor5D => {
          if (!drops || dropout === 0) return h;
          const mask = { mode: 'element', rate: dropout, seed: dropoutSeed(forwardSeed, site) } as const;
          return flow.apply(h, (f) => counterDropout(f, mask));
        };
      const upsample =
        (upsampling: DecoderChoice['upsampling'], up: Layer | undefined) =>
        (h: tf.Tensor5D): tf.Tensor5D => {
          if (up === undefined || upsampling === undefined) return upsample2(h);
          return upsampling === 'transposed' ? layer(h, up, 'up') : layer(RESAMPLING[upsampling](h), up);
        };

      const skips: tf.Tensor5D[] = [];
      let h = x;
      for (const layers of encoder) {
        h = block(layers)(h);
        flow.hold(h, used);
        skips.push(h);
        h = flow.apply(h, maxPool2);
      }
      h = drop(0)(block(centre)(h));
      if (join !== undefined) h = flow.apply(h, (f) => join(f, training ? undefined : constants));
      flow.hold(h, used);
      const ready = chosen.map(
        ({ name, upsampling, blocks, heads, index }): Decoder => ({
          name,
          levels: blocks.map(({ up, block: layers }) => ({
            resample: upsample(upsampling, up),
            join: (features, skip) => tf.concat([skip, features], 4),
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
      kind: 'unet',
      parameters: store.parameters,
      buffers: store.buffers,
      divisor: DIVISOR,
      forward: (x, options) => firstHead(pass(x, options, decoders.slice(0, 1))),
      outputs: (x, options) => allOutputs(pass(x, options, chosenOf(decoders, options))),
      dispose: () => store.dispose(),
    };
  },
};
