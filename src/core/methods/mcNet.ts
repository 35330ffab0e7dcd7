/**
 * MC-Net+ (Wu et al., Medical Image Analysis 81, 2022; MC-Net:code/train_mcnet_3d.py, networks/VNet.py MCNet3d_v2): one encoder and
 * three decoders that upsample differently. Where they disagree the image is hard; each learns from the others' sharpened predictions.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { mutualConsistency } from '../losses/mutualConsistency';
import { rampAt } from '../optimiser/ramp';
import { field } from '../schema/field';
import { declareDecoders, decodersBy, logitsOf, metricsByDecoder, predictOf, supervisedNames, supervisedSum } from './decoders';
import { defineMethod } from './define';
import { forwardSeed, imageTensor, labelTensor } from './inputs';
import { readParts } from './metrics';
import { weightSettings } from './settings';
import { sumOf, unsupervisedPart } from './supervisedPart';

const settings = z.strictObject({
  kind: z.literal('mc-net-plus'),
  // Its own ramp is 40 ticks of 150 of 15,000 iterations.
  ...weightSettings(1, 0.4),
  temperature: field(
    z.number().positive().max(1).default(0.1),
    'T of the sharpening p^(1/T) / sum p^(1/T) of what the decoders teach.',
    'code-inferred',
  ),
});

const DECODERS = decodersBy('transposed', 'trilinear', 'nearest');
const NAMES = DECODERS.map(({ name }) => name);

export const mcNetPlus = defineMethod({
  id: 'mc-net-plus',
  title: 'MC-Net+',
  description: "One encoder, three decoders that upsample differently and learn from each other's sharpened predictions.",
  settings,
  defaults: {
    supervised: { crossEntropyWeight: 0, diceWeight: 0.5, dice: 'foreground' },
    optimiser: { learningRate: 0.01, schedule: 'constant' },
  },
  ignores: ['noise'],
  declare: (_, experiment) => declareDecoders(DECODERS, experiment, 'Consistency of the decoders'),
  create(build, options) {
    const model = build.trained('network', { parts: { decoders: DECODERS } });
    return {
      predict: predictOf(model, DECODERS),
      async step(batch, context) {
        const lambda = options.weight * rampAt(options.ramp, context);
        const [x, y] = [imageTensor(batch.images, batch), labelTensor(batch)];

        // L = .5 sum_i Dice(p_i, y) + lambda sum_{i != j} mean (p_i - sharp(p_j))^2, the second over labelled and unlabelled images.
        const gradient = lossGradient(model.network.parameters, () => {
          const outputs = model.network.outputs(x, { training: true, seed: forwardSeed(context, 'network') });
          const logits = NAMES.map((name) => logitsOf(outputs, name));
          const labelled = logits.map((one) => tf.slice(one, 0, batch.labelled));
          return sumOf(
            supervisedSum(labelled, y, context),
            unsupervisedPart(mutualConsistency(logits, options.temperature), lambda),
          );
        });
        tf.dispose([x, y]);
        model.optimiser.step(gradient.gradients, context.learningRate);

        const numbers = await readParts(gradient.parts, [...supervisedNames(DECODERS), 'unsupervised']);
        disposeGradient(gradient);
        return { lossWeight: lambda, models: metricsByDecoder(numbers, DECODERS) };
      },
    };
  },
});
