/** The adversary of DAN and SASSNet: a discriminator and the step that trains it. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Chart, MethodExperiment } from '../declaration/declaration';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { adversarialLoss } from '../losses/adversarial';
import type { Discriminator } from '../networks/discriminator';
import { createDiscriminator } from '../networks/discriminator';
import type { Batch } from '../sampling/types';
import { field } from '../schema/field';
import { forwardSeed } from './inputs';
import { readParts } from './metrics';
import { unsupervisedPart } from './supervisedPart';
import type { Builder, ModelMetrics, StepContext, TrainedModel } from './types';

const adversarySettings = z.strictObject({
  filters: field(
    z.int().min(1).max(256).default(64),
    'Channels of its first convolution; each of the three others doubles them.',
    'code-inferred',
  ),
  dropout: field(z.number().min(0).lt(1).default(0.5), 'Rate of its channel dropout.', 'code-inferred'),
  learningRate: field(z.number().positive().default(1e-4), 'Constant learning rate of its Adam.', 'code-inferred'),
});
type AdversarySettings = z.infer<typeof adversarySettings>;

export const discriminatorSetting = field(
  adversarySettings.prefault({}),
  'The network that tells maps of labelled images from those of unlabelled ones.',
  'code-inferred',
);

/** As it is declared among the models. */
export const DISCRIMINATOR = { name: 'discriminator', trained: true, kind: 'other' } as const;

/** @param mapChannels of the maps that it judges */
export function buildDiscriminator(
  build: Builder,
  { filters, dropout }: AdversarySettings,
  mapChannels: number,
  { data: { channels } }: MethodExperiment,
): TrainedModel<Discriminator> {
  return build.part(
    DISCRIMINATOR.name,
    ({ seed, model }) => createDiscriminator({ mapChannels, imageChannels: channels, filters, dropout, seed, model }),
    { kind: 'adam', beta1: 0.9, beta2: 0.99, weightDecay: 0 },
  );
}

/** CE(D(map_u, x_u), labelled): how far the unlabelled half is from deceiving D, which is in evaluation mode. */
export function deceivingLoss(D: TrainedModel<Discriminator>, map: tf.Tensor5D, x: tf.Tensor5D): tf.Scalar {
  const logits = D.network.forward(map, x, { training: false, seed: 0 });
  return adversarialLoss(logits, new Array<1>(map.shape[0]).fill(1));
}

/**
 * One step of D on CE(D(map, x), [1 for each labelled, 0 for each unlabelled]).
 * @param makeMap of the generator in evaluation mode; it gets no gradient
 */
export async function trainDiscriminator(
  D: TrainedModel<Discriminator>,
  { learningRate }: AdversarySettings,
  { x, batch, context, makeMap }: { x: tf.Tensor5D; batch: Batch; context: StepContext; makeMap: () => tf.Tensor5D },
): Promise<ModelMetrics> {
  const targets = [...new Array<1>(batch.labelled).fill(1), ...new Array<0>(batch.unlabelled).fill(0)];
  const map = tf.tidy(makeMap);
  const gradient = lossGradient(D.network.parameters, () => {
    const logits = D.network.forward(map, x, { training: true, seed: forwardSeed(context, D.name) });
    return unsupervisedPart(adversarialLoss(logits, targets), 1);
  });
  map.dispose();
  D.optimiser.step(gradient.gradients, learningRate);
  const metrics = await readParts(gradient.parts, ['loss']);
  disposeGradient(gradient);
  return metrics;
}

/** The loss of the discriminator; ln 2 = 0.693 where it cannot tell. */
export const discriminatorChart: Chart = {
  id: 'discriminator',
  title: 'Loss of the discriminator',
  unit: 'loss',
  clock: 'train',
  curves: [{ column: 'discriminator.loss', label: 'discriminator', of: DISCRIMINATOR.name }],
};
