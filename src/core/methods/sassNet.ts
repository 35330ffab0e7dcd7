/**
 * SASSNet, shape-aware semi-supervision (Li et al., MICCAI 2020, arXiv 2007.10732; SASSnet:code/train_gan_sdfloss.py): DTC's network, whose
 * signed distances of unlabelled images are to pass for those of labelled ones before a discriminator.
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
import {
  distanceChart,
  distanceDefaults,
  distanceHeads,
  distanceTensor,
  distanceWeightSetting,
  LABELLED_PARTS,
  labelledPart,
  predictByHead,
  readHeads,
} from './distanceHeads';
import { forwardSeed, imageTensor, labelTensor } from './inputs';
import { readParts } from './metrics';
import { weightSettings } from './settings';
import { halves, sumOf, unsupervisedPart } from './supervisedPart';

const settings = z.strictObject({
  kind: z.literal('sassnet'),
  ...weightSettings(0.015),
  distanceWeight: distanceWeightSetting,
  discriminator: discriminatorSetting,
});

export const sassNet = defineMethod({
  id: 'sassnet',
  title: 'SASSNet',
  description: 'Shape-aware: signed distances of unlabelled images are to pass for those of labelled ones (arXiv 2007.10732).',
  settings,
  defaults: distanceDefaults,
  ignores: ['noise'],
  declare: (_, experiment) => ({
    models: [{ name: 'A', trained: true }, DISCRIMINATOR],
    predictors: [{ name: 'A' }],
    headline: 'A',
    phases: [...onePhase(experiment)],
    charts: [supervisedChart(['A']), distanceChart('A'), unsupervisedChart('Adversarial loss', ['A']), discriminatorChart],
    teaching: [],
  }),
  create(build, { weight, ramp, distanceWeight, discriminator: adversary }, experiment) {
    const { classes } = experiment.data;
    const A = build.trained('A', { parts: distanceHeads(classes) });
    const D = buildDiscriminator(build, adversary, classes - 1, experiment);
    return {
      predict: { A: predictByHead(A.network) },
      async step(batch, context) {
        const lambda = weight * rampAt(ramp, context);
        const [x, y, sdf] = [imageTensor(batch.images, batch), labelTensor(batch), distanceTensor(batch, experiment)];

        // L = Dice(s_l, y) + .3 mean (d_l - SDF(y))^2 + lambda CE(D(d_u, x_u), labelled)
        const gradient = lossGradient(A.network.parameters, () => {
          const heads = readHeads(A.network.outputs(x, { training: true, seed: forwardSeed(context, 'A') }));
          const adversarial = deceivingLoss(D, halves(heads.d, batch)[1], halves(x, batch)[1]);
          return sumOf(labelledPart(heads, { y, sdf, distanceWeight }, context), unsupervisedPart(adversarial, lambda));
        });
        A.optimiser.step(gradient.gradients, context.learningRate);

        // L_D = CE(D(d, x), labelled or not)
        const makeMap = (): tf.Tensor5D => readHeads(A.network.outputs(x, { training: false, seed: 0 })).d;
        const discriminator = await trainDiscriminator(D, adversary, { x, batch, context, makeMap });
        tf.dispose([x, y, sdf]);

        const metrics = await readParts(gradient.parts, [...LABELLED_PARTS, 'unsupervised']);
        disposeGradient(gradient);
        return { lossWeight: lambda, models: { A: metrics, discriminator } };
      },
    };
  },
});
