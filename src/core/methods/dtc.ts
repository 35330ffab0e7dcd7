/**
 * DTC, dual-task consistency (Luo et al., AAAI 2021, arXiv 2009.04448; DTC:code/train_la_dtc.py): one network whose segmentation and whose
 * signed distances are to say the same on all images.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { supervisedChart, unsupervisedChart } from '../declaration/charts';
import { onePhase } from '../declaration/declaration';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { dualTaskConsistency } from '../losses/signedDistance';
import { rampAt } from '../optimiser/ramp';
import { field } from '../schema/field';
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
import { sumOf, unsupervisedPart } from './supervisedPart';

const settings = z.strictObject({
  kind: z.literal('dtc'),
  ...weightSettings(1),
  distanceWeight: distanceWeightSetting,
  steepness: field(
    z.number().positive().default(1500),
    'k of sigmoid(-k d), which makes a segmentation of distances.',
    'code-inferred',
  ),
});

export const dtc = defineMethod({
  id: 'dtc',
  title: 'DTC',
  description:
    'Dual-task consistency: a network that segments and says signed distances, and is to agree with itself (arXiv 2009.04448).',
  settings,
  defaults: distanceDefaults,
  ignores: ['noise'],
  declare: (_, experiment) => ({
    models: [{ name: 'A', trained: true }],
    predictors: [{ name: 'A' }],
    headline: 'A',
    phases: [...onePhase(experiment)],
    charts: [supervisedChart(['A']), distanceChart('A'), unsupervisedChart('Consistency of segmentation and distances', ['A'])],
    teaching: [],
  }),
  create(build, { weight, ramp, distanceWeight, steepness: k }, experiment) {
    const A = build.trained('A', { parts: distanceHeads(experiment.data.classes) });
    return {
      predict: { A: predictByHead(A.network) },
      async step(batch, context) {
        const lambda = weight * rampAt(ramp, context);
        const [x, y, sdf] = [imageTensor(batch.images, batch), labelTensor(batch), distanceTensor(batch, experiment)];

        // L = Dice(s_l, y) + .3 mean (d_l - SDF(y))^2 + lambda mean (sigmoid(-k d) - s)^2, the last over all images
        const gradient = lossGradient(A.network.parameters, () => {
          const heads = readHeads(A.network.outputs(x, { training: true, seed: forwardSeed(context, 'A') }));
          const consistency = dualTaskConsistency(heads.d, heads.s, k);
          return sumOf(labelledPart(heads, { y, sdf, distanceWeight }, context), unsupervisedPart(consistency, lambda));
        });
        tf.dispose([x, y, sdf]);
        A.optimiser.step(gradient.gradients, context.learningRate);

        const metrics = await readParts(gradient.parts, [...LABELLED_PARTS, 'unsupervised']);
        disposeGradient(gradient);
        return { lossWeight: lambda, models: { A: metrics } };
      },
    };
  },
});
