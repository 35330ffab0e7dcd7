/**
 * DMD, dual mutual distillation (Xie et al., SilenceMonk/Dual-Mutual-Distillation:train_dmd.py and its PDF, sections 2.3 and 3.1): two
 * networks whose softened predictions are drawn together by Dice on all images.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { supervisedChart, unsupervisedChart } from '../declaration/charts';
import { onePhase } from '../declaration/declaration';
import { disposeJoint, jointGradient } from '../gradient/jointGradient';
import { diceLoss } from '../losses/dice';
import { field } from '../schema/field';
import { defineMethod } from './define';
import { forwardSeed, imageTensor, labelTensor } from './inputs';
import { readParts } from './metrics';
import { halves, LOSS_PARTS, sumOf, supervisedPart, unsupervisedPart } from './supervisedPart';
import type { Model } from './types';

const settings = z.strictObject({
  kind: z.literal('dmd'),
  weight: field(z.number().min(0).default(4), 'Weight of the distillation, from the first iteration on.', 'code-inferred'),
  temperature: field(
    z.number().positive().default(2),
    'T that softens both predictions: 2 for 8 labelled left atria, 1.93 for 16.',
    'code-inferred',
  ),
});

export const dmd = defineMethod({
  id: 'dmd',
  title: 'DMD',
  description: 'Dual mutual distillation: the softened predictions of two networks are drawn together by Dice.',
  settings,
  defaults: { supervised: { crossEntropyWeight: 0, diceWeight: 1, dice: 'foreground-squared' } },
  ignores: ['noise'],
  declare: (_, experiment) => ({
    models: [
      { name: 'A', trained: true },
      { name: 'B', trained: true },
    ],
    predictors: [{ name: 'A' }, { name: 'B' }, { name: 'mean', mean: ['A', 'B'] }],
    headline: 'A',
    phases: [...onePhase(experiment)],
    charts: [supervisedChart(['A', 'B']), unsupervisedChart('Distillation between A and B', ['A'])],
    teaching: [
      { teacher: 'A', student: 'B' },
      { teacher: 'B', student: 'A' },
    ],
  }),
  create(build, { weight, temperature: T }, { data: { classes } }) {
    // Two classes have one logit z, and s(z) = softmax(0, z); more have a softmax of their own.
    const parts = { heads: [{ name: 'segmentation', channels: classes === 2 ? 1 : classes }] };
    const asLogits = (z: tf.Tensor5D): tf.Tensor5D => (classes === 2 ? tf.concat([tf.zerosLike(z), z], -1) : z);
    const [A, B] = [build.trained('A', { parts }), build.trained('B', { parts })];
    const predict =
      ({ network }: Model) =>
      (x: tf.Tensor5D): tf.Tensor5D =>
        tf.tidy(() => tf.softmax(asLogits(network.forward(x, { training: false, seed: 0 }))));
    return {
      predict: { A: predict(A), B: predict(B) },
      async step(batch, context) {
        const [x, y] = [imageTensor(batch.images, batch), labelTensor(batch)];
        const logitsOf = ({ name, network }: Model): tf.Tensor5D =>
          asLogits(network.forward(x, { training: true, seed: forwardSeed(context, name) }));

        // L = Dice(s(z_A), y) + Dice(s(z_B), y) + 4 Dice(s(z_A / T), s(z_B / T)); the last over all images, into both networks
        const gradient = jointGradient([A.network.parameters, B.network.parameters], () => {
          const [zA, zB] = [logitsOf(A), logitsOf(B)];
          const soft = (z: tf.Tensor5D): tf.Tensor => tf.softmax(tf.div(z, T));
          const distillation = diceLoss(soft(zA), soft(zB), 'foreground-squared');
          return sumOf(
            supervisedPart(halves(zA, batch)[0], y, context),
            unsupervisedPart(distillation, weight),
            supervisedPart(halves(zB, batch)[0], y, context),
          );
        });
        tf.dispose([x, y]);
        A.optimiser.step(gradient.gradients[0] ?? {}, context.learningRate);
        B.optimiser.step(gradient.gradients[1] ?? {}, context.learningRate);

        const [supervisedA, partsA, distilled, supervisedB, partsB] = gradient.parts as [tf.Tensor1D, ...tf.Tensor1D[]];
        const models = {
          A: await readParts([supervisedA, partsA, distilled] as tf.Tensor1D[], LOSS_PARTS),
          B: await readParts([supervisedB, partsB] as tf.Tensor1D[], LOSS_PARTS.slice(0, 3)),
        };
        disposeJoint(gradient);
        return { lossWeight: weight, models };
      },
    };
  },
});
