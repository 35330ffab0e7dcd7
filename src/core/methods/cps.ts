/**
 * CPS, cross pseudo supervision (Chen et al., CVPR 2021, arXiv 2106.01226; SSL4MIS:code/train_cross_pseudo_supervision_3D.py): two networks
 * of different first values, each taught by the other's hard labels.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { supervisedChart, unsupervisedChart } from '../declaration/charts';
import { onePhase } from '../declaration/declaration';
import { disposeJoint, jointGradient } from '../gradient/jointGradient';
import { nll } from '../losses/consistency';
import { rampAt } from '../optimiser/ramp';
import { defineMethod } from './define';
import { forwardSeed, imageTensor, labelTensor } from './inputs';
import { readParts } from './metrics';
import { weightSettings } from './settings';
import { halves, LOSS_PARTS, sumOf, supervisedPart, unsupervisedPart } from './supervisedPart';
import type { Model } from './types';

const settings = z.strictObject({ kind: z.literal('cps'), ...weightSettings(0.1) });

export const cps = defineMethod({
  id: 'cps',
  title: 'CPS',
  description:
    'Cross pseudo supervision: two networks of different first values teach each other by hard labels (arXiv 2106.01226).',
  settings,
  defaults: { supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5, dice: 'squared' } },
  ignores: ['noise'],
  declare: (_, experiment) => ({
    models: [
      { name: 'A', trained: true },
      { name: 'B', trained: true },
    ],
    predictors: [{ name: 'A' }, { name: 'B' }, { name: 'mean', mean: ['A', 'B'] }],
    headline: 'A',
    phases: [...onePhase(experiment)],
    charts: [supervisedChart(['A', 'B']), unsupervisedChart('Loss between A and B', ['A', 'B'])],
    teaching: [
      { teacher: 'A', student: 'B' },
      { teacher: 'B', student: 'A' },
    ],
  }),
  create(build, options) {
    const A = build.trained('A', { initialiser: 'kaiming' });
    const B = build.trained('B', { initialiser: 'xavier' });
    return {
      async step(batch, context) {
        const lambda = options.weight * rampAt(options.ramp, context);
        const [x, y] = [imageTensor(batch.images, batch), labelTensor(batch)];
        const logitsOf = ({ name, network }: Model) =>
          halves(network.forward(x, { training: true, seed: forwardSeed(context, name) }), batch);

        // L = sum_i L_s(z_i(x_l), y) + lambda [CE(z_A(x_u), argmax z_B(x_u)) + CE(z_B(x_u), argmax z_A(x_u))]
        const { gradients, parts } = jointGradient([A.network.parameters, B.network.parameters], () => {
          const [[labelledA, zA], [labelledB, zB]] = [logitsOf(A), logitsOf(B)];
          const cross = (student: tf.Tensor5D, peer: tf.Tensor5D): tf.Scalar =>
            nll.evaluate(student, peer, { kind: 'nll' }).total;
          return sumOf(
            supervisedPart(labelledA, y, context),
            unsupervisedPart(cross(zA, zB), lambda),
            supervisedPart(labelledB, y, context),
            unsupervisedPart(cross(zB, zA), lambda),
          );
        });
        tf.dispose([x, y]);
        A.optimiser.step(gradients[0] ?? {}, context.learningRate);
        B.optimiser.step(gradients[1] ?? {}, context.learningRate);

        const half = parts.length / 2;
        const models = {
          A: await readParts(parts.slice(0, half), LOSS_PARTS),
          B: await readParts(parts.slice(half), LOSS_PARTS),
        };
        disposeJoint({ gradients, parts });
        return { lossWeight: lambda, models };
      },
    };
  },
});
