/**
 * DAN, deep adversarial network (Zhang et al., MICCAI 2017; SSL4MIS:code/train_adversarial_network_3D.py): predictions of unlabelled images
 * are to pass for those of labelled ones before a discriminator.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { supervisedChart, unsupervisedChart } from '../declaration/charts';
import { onePhase } from '../declaration/declaration';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { rampAt } from '../optimiser/ramp';
import {
  buildDiscriminator,
  DISCRIMINATOR,
  deceivingLoss,
  discriminatorChart,
  discriminatorSetting,
  trainDiscriminator,
} from './adversary';
import { defineMethod } from './define';
import { forwardSeed, imageTensor, labelTensor } from './inputs';
import { readParts } from './metrics';
import { weightSettings } from './settings';
import { halves, LOSS_PARTS, sumOf, supervisedPart, unsupervisedPart } from './supervisedPart';

const settings = z.strictObject({ kind: z.literal('dan'), ...weightSettings(0.1), discriminator: discriminatorSetting });

export const dan = defineMethod({
  id: 'dan',
  title: 'DAN',
  description: 'Deep adversarial network: predictions of unlabelled images are to pass for those of labelled ones.',
  settings,
  defaults: { supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5, dice: 'squared' } },
  ignores: ['noise'],
  declare: (_, experiment) => ({
    models: [{ name: 'A', trained: true }, DISCRIMINATOR],
    predictors: [{ name: 'A' }],
    headline: 'A',
    phases: [...onePhase(experiment)],
    charts: [supervisedChart(['A']), unsupervisedChart('Adversarial loss', ['A']), discriminatorChart],
    teaching: [],
  }),
  create(build, { weight, ramp, discriminator: adversary }, experiment) {
    const A = build.trained('A');
    const D = buildDiscriminator(build, adversary, experiment.data.classes, experiment);
    return {
      async step(batch, context) {
        const lambda = weight * rampAt(ramp, context);
        const [x, y] = [imageTensor(batch.images, batch), labelTensor(batch)];

        // L = L_s(z(x_l), y) + lambda CE(D(p_u, x_u), labelled)
        const gradient = lossGradient(A.network.parameters, () => {
          const z = A.network.forward(x, { training: true, seed: forwardSeed(context, 'A') });
          const [labelled, unlabelled] = halves(z, batch);
          const adversarial = deceivingLoss(D, tf.softmax(unlabelled), halves(x, batch)[1]);
          return sumOf(supervisedPart(labelled, y, context), unsupervisedPart(adversarial, lambda));
        });
        A.optimiser.step(gradient.gradients, context.learningRate);

        // L_D = CE(D(p, x), labelled or not)
        const makeMap = (): tf.Tensor5D => tf.softmax(A.network.forward(x, { training: false, seed: 0 }));
        const discriminator = await trainDiscriminator(D, adversary, { x, batch, context, makeMap });
        tf.dispose([x, y]);

        const metrics = await readParts(gradient.parts, LOSS_PARTS);
        disposeGradient(gradient);
        return { lossWeight: lambda, models: { A: metrics, discriminator } };
      },
    };
  },
});
