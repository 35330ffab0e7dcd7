/** The supervised baseline: one network, labelled patches only (the V-Net and U-Net rows of the paper's tables). */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { supervisedChart } from '../declaration/charts';
import { onePhase } from '../declaration/declaration';
import { detach } from '../gradient/detach';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { supervisedLoss } from '../losses/supervised';
import { field } from '../schema/field';
import { defineMethod } from './define';
import { forwardSeed, labelTensor, noisyTensor } from './inputs';
import { readParts } from './metrics';

const settings = z.strictObject({
  kind: z.literal('supervised'),
  fillBatch: field(
    z.boolean().default(true),
    'Fill the places of the unlabelled patches with labelled ones, so that a batch is as large as in semi-supervised training.',
    'ours',
  ),
});

export const supervised = defineMethod({
  id: 'supervised',
  title: 'Supervised',
  description: 'One network on the labelled cases alone: what every other method must beat.',
  settings,
  declare({ fillBatch }, experiment) {
    const { labelled, unlabelled } = experiment.batch;
    return {
      models: [{ name: 'A', trained: true }],
      predictors: [{ name: 'A' }],
      headline: 'A',
      phases: [...onePhase(experiment, { labelled: fillBatch ? labelled + unlabelled : labelled, unlabelled: 0 })],
      charts: [supervisedChart(['A'])],
      teaching: [],
    };
  },
  create(build) {
    const A = build.trained('A');
    return {
      async step(batch, context) {
        const x = noisyTensor(batch.images, batch, context, 'A.supervised');
        const y = labelTensor(batch);
        const gradient = lossGradient(A.network.parameters, () => {
          const z = A.network.forward(x, { training: true, seed: forwardSeed(context, 'A.supervised') });
          const { total, parts } = supervisedLoss(z, y, context.supervised);
          return { total, parts: [detach(tf.reshape(total, [1])) as tf.Tensor1D, parts] };
        });
        tf.dispose([x, y]);
        A.optimiser.step(gradient.gradients, context.learningRate);
        const metrics = await readParts(gradient.parts, ['supervised', 'ce', 'dice']);
        disposeGradient(gradient);
        return { lossWeight: 0, models: { A: metrics } };
      },
    };
  },
});
