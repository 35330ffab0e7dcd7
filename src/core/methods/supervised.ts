/** The supervised baseline: one network, labelled patches only (the V-Net and U-Net rows of the paper's tables). */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { detach } from '../gradient/detach';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { supervisedLoss } from '../losses/supervised';
import { field } from '../schema/field';
import { forwardSeed, labelTensor, noisyTensor } from './inputs';
import { readParts } from './metrics';
import type { Method } from './types';
import { requireModel } from './types';

const settings = z.strictObject({
  kind: z.literal('supervised'),
  fillBatch: field(
    z.boolean().default(true),
    'Fill the places of the unlabelled patches with labelled ones, so that a batch is as large as in semi-supervised training.',
    'ours',
  ),
});

export const supervised: Method<'supervised', typeof settings> = {
  id: 'supervised',
  settings,
  models: ['A'],
  patches({ labelled, unlabelled }, untrusted) {
    const { fillBatch } = settings.parse(untrusted);
    return { labelled: fillBatch ? labelled + unlabelled : labelled, unlabelled: 0 };
  },
  async step(models, batch, context, untrusted) {
    settings.parse(untrusted);
    const A = requireModel(models, 'A');
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
    return { lossWeight: 0, A: metrics };
  },
};
