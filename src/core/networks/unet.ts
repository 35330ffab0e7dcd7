/**
 * 3D U-Net as the semi-supervised brain-tumour literature uses it (method.md 1.5, after SSL4MIS:code/networks/unet_3D.py): two
 * convolutions a level with instance norm that has no scale and shift, max pooling, trilinear upsampling, skips concatenated in
 * front.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { BlockParameters } from '../ops/blockParameters';
import { convNormRelu } from '../ops/convNormRelu';
import { counterDropout } from '../ops/counterDropout';
import { maxPool2 } from '../ops/maxPool2';
import { upsample2 } from '../ops/upsample2';
import { field } from '../schema/field';
import { dropoutSeed } from './dropoutSeed';
import { createFlow } from './flow';
import { kaimingNormal } from './initialisers';
import { applyHead, declareConvolution, declareHead, requireInput } from './layers';
import { createParameterStore } from './parameters';
import type { NetworkDefinition } from './types';

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
  create(untrusted, { channels, classes, seed, model, bottleneck }) {
    const { filters, dropout } = settings.parse(untrusted);
    const store = createParameterStore(seed, model);
    const width = (level: number): number => filters * 2 ** (level - 1);
    const declareBlock = (name: string, from: number, to: number): Layer[] =>
      [1, 2].map((i) =>
        declareConvolution(store, {
          name: `${name}.${i}`,
          kind: 'same',
          from: i === 1 ? from : to,
          to,
          norm: 'plain',
          filterInitialiser: kaimingNormal,
        }),
      );

    const levels = Array.from({ length: LEVELS }, (_, i) => i + 1);
    const encoder = levels.map((level) =>
      declareBlock(`encoder.${level}`, level === 1 ? channels : width(level - 1), width(level)),
    );
    const centre = declareBlock(`encoder.${LEVELS + 1}`, width(LEVELS), width(LEVELS + 1));
    const decoder = [...levels]
      .reverse()
      .map((level) => declareBlock(`decoder.${level}`, width(level) + width(level + 1), width(level)));
    const head = declareHead(store, filters, classes, kaimingNormal);
    const join = bottleneck?.(store, { channels: width(LEVELS + 1), divisor: DIVISOR });

    return {
      kind: 'unet',
      parameters: store.parameters,
      buffers: store.buffers,
      divisor: DIVISOR,
      forward(x, { training, seed: forwardSeed, constants }) {
        requireInput(x, 'unet', DIVISOR, channels);
        if (x.shape.slice(1, 4).every((side) => side === DIVISOR)) {
          throw new Error(
            `unet: a patch of ${DIVISOR} x ${DIVISOR} x ${DIVISOR} leaves the instance norm of the bottleneck one voxel`,
          );
        }
        const flow = createFlow(x);
        const layer = (h: tf.Tensor5D, parameters: Layer): tf.Tensor5D =>
          convNormRelu(h, parameters, {
            kind: 'same',
            norm: 'instance',
            training,
            epsilon: 1e-5,
            momentum: 0.1,
            needsInputGradient: h !== x,
          });
        const block = (h: tf.Tensor5D, layers: readonly Layer[]): tf.Tensor5D =>
          layers.reduce((features, parameters) => flow.apply(features, (f) => layer(f, parameters)), h);
        const drop = (h: tf.Tensor5D, site: number): tf.Tensor5D => {
          if (!training || dropout === 0) return h;
          return flow.apply(h, (f) =>
            counterDropout(f, { mode: 'element', rate: dropout, seed: dropoutSeed(forwardSeed, site) }),
          );
        };

        let h = x;
        for (const layers of encoder) {
          h = block(h, layers);
          flow.hold(h);
          h = flow.apply(h, maxPool2);
        }
        h = drop(block(h, centre), 0);
        if (join !== undefined) h = flow.apply(h, (f) => join(f, training ? undefined : constants));
        for (const layers of decoder) {
          h = flow.apply(h, upsample2);
          h = flow.applyWithHeld(h, (f, skip) => tf.concat([skip, f], 4));
          h = block(h, layers);
        }
        h = drop(h, 1);
        return flow.apply(h, (f) => applyHead(f, head));
      },
      dispose: () => store.dispose(),
    };
  },
};
