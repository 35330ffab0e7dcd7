/**
 * EM, entropy minimisation (Grandvalet and Bengio 2004; Vu et al., arXiv 1811.12833; SSL4MIS:code/train_entropy_minimization_3D.py): one
 * network, whose predictions on all images are also to be sure of themselves.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { supervisedChart, unsupervisedChart } from '../declaration/charts';
import { onePhase } from '../declaration/declaration';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { meanEntropy } from '../losses/certainty';
import { rampAt } from '../optimiser/ramp';
import { defineMethod } from './define';
import { forwardSeed, imageTensor, labelTensor } from './inputs';
import { readParts } from './metrics';
import { weightSettings } from './settings';
import { halves, LOSS_PARTS, sumOf, supervisedPart, unsupervisedPart } from './supervisedPart';

const settings = z.strictObject({ kind: z.literal('em'), ...weightSettings(0.1) });

export const entropyMinimisation = defineMethod({
  id: 'em',
  title: 'EM',
  description: 'Entropy minimisation: one network that is also to be sure of its predictions (arXiv 1811.12833).',
  settings,
  defaults: { supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5, dice: 'squared' } },
  ignores: ['noise'],
  declare: (_, experiment) => ({
    models: [{ name: 'A', trained: true }],
    predictors: [{ name: 'A' }],
    headline: 'A',
    phases: [...onePhase(experiment)],
    charts: [supervisedChart(['A']), unsupervisedChart('Entropy of the predictions', ['A'])],
    teaching: [],
  }),
  create(build, options) {
    const A = build.trained('A');
    return {
      async step(batch, context) {
        const lambda = options.weight * rampAt(options.ramp, context);
        const [x, y] = [imageTensor(batch.images, batch), labelTensor(batch)];
        // L = L_s(z(x_l), y) + lambda mean_v H(p) / ln K over labelled and unlabelled images
        const gradient = lossGradient(A.network.parameters, () => {
          const z = A.network.forward(x, { training: true, seed: forwardSeed(context, 'A') });
          const [labelled] = halves(z, batch);
          return sumOf(supervisedPart(labelled, y, context), unsupervisedPart(meanEntropy(z), lambda));
        });
        tf.dispose([x, y]);
        A.optimiser.step(gradient.gradients, context.learningRate);
        const metrics = await readParts(gradient.parts, LOSS_PARTS);
        disposeGradient(gradient);
        return { lossWeight: lambda, models: { A: metrics } };
      },
    };
  },
});
