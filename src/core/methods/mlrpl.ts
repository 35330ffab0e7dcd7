/**
 * MLRPL, mutual learning with reliable pseudo-labels (Su et al., Medical Image Analysis 94, 2024;
 * Jiawei0o0/mutual-learning-with-reliable-pseudo-labels:code/train_Mutual_Reliable.py): one encoder and two decoders; where a decoder is
 * surer than the other, it teaches it its labels, as far as its own features agree with them.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { shareChart } from '../declaration/charts';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { reliablePseudoLabelLoss } from '../losses/reliablePseudoLabel';
import { rampAt } from '../optimiser/ramp';
import {
  declareDecoders,
  decodersBy,
  logitsOf,
  metricsByDecoder,
  outputOf,
  predictOf,
  supervisedNames,
  supervisedSum,
} from './decoders';
import { defineMethod } from './define';
import { forwardSeed, imageTensor, labelTensor } from './inputs';
import { readParts } from './metrics';
import { weightSettings } from './settings';
import { sumOf, unsupervisedPart } from './supervisedPart';

// Its own ramp is 40 ticks of 150 of 15,000 iterations.
const settings = z.strictObject({ kind: z.literal('mlrpl'), ...weightSettings(1, 0.4) });

const DECODERS = decodersBy('transposed', 'nearest');
const NAMES = ['decoder-1', 'decoder-2'] as const;
const SHARES = ['taught1', 'taught2'] as const;

export const mlrpl = defineMethod({
  id: 'mlrpl',
  title: 'MLRPL',
  description: 'One encoder, two decoders: the surer one teaches the other, weighted by how well its labels fit its features.',
  settings,
  defaults: {
    supervised: { crossEntropyWeight: 0, diceWeight: 0.5, dice: 'foreground' },
    optimiser: { learningRate: 0.01, schedule: 'constant' },
  },
  ignores: ['noise'],
  declare: (_, experiment) =>
    declareDecoders(
      DECODERS,
      experiment,
      'Loss between the decoders',
      shareChart('taught', 'Voxels in which a decoder is taught', [
        ['taught1', 'decoder-1 by decoder-2'],
        ['taught2', 'decoder-2 by decoder-1'],
      ]),
    ),
  create(build, options) {
    const model = build.trained('network', { parts: { decoders: DECODERS } });
    return {
      predict: predictOf(model, DECODERS),
      async step(batch, context) {
        const lambda = options.weight * rampAt(options.ramp, context);
        const [x, y] = [imageTensor(batch.images, batch), labelTensor(batch)];

        // L = .5 sum_i Dice(p_i, y) + lambda (L_12 + L_21), the second over labelled and unlabelled images.
        const gradient = lossGradient(model.network.parameters, () => {
          const outputs = model.network.outputs(x, { training: true, seed: forwardSeed(context, 'network') });
          const [one, two] = NAMES.map((name) => ({
            logits: logitsOf(outputs, name),
            features: outputOf(outputs, name).features,
          })) as [Parameters<typeof reliablePseudoLabelLoss>[0], Parameters<typeof reliablePseudoLabelLoss>[0]];
          const labelled = [one, two].map(({ logits }) => tf.slice(logits, 0, batch.labelled) as tf.Tensor5D);
          const [L12, L21] = [reliablePseudoLabelLoss(one, two), reliablePseudoLabelLoss(two, one)];
          return sumOf(
            supervisedSum(labelled, y, context),
            unsupervisedPart(tf.add(L12.loss, L21.loss) as tf.Scalar, lambda, L12.share, L21.share),
          );
        });
        tf.dispose([x, y]);
        model.optimiser.step(gradient.gradients, context.learningRate);

        const names = [...supervisedNames(DECODERS), 'unsupervised', ...SHARES];
        const { taught1, taught2, ...numbers } = await readParts(gradient.parts, names);
        disposeGradient(gradient);
        return {
          lossWeight: lambda,
          models: metricsByDecoder(numbers, DECODERS),
          numbers: { taught1: taught1 as number, taught2: taught2 as number },
        };
      },
    };
  },
});
