/**
 * AC-MT, ambiguity-consensus mean teacher (Xu et al., arXiv 2210.10045; AC-MT:code/train_ACMT_{Ent,MU}_3D.py): a mean teacher whose advice
 * is taken only where the student is unsure, since the rest teaches nothing more.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { shareChart } from '../declaration/charts';
import { withoutGradient } from '../gradient/detach';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { entropy, maskedSquares } from '../losses/certainty';
import { rampAt } from '../optimiser/ramp';
import { ramp } from '../optimiser/schedule';
import { field } from '../schema/field';
import { defineMethod } from './define';
import { follow, studentAndTeacher, warmDecay } from './follow';
import { forwardSeed, gaussianTensor, imageTensor, labelTensor, unlabelledImages } from './inputs';
import { readParts } from './metrics';
import { decaySetting, teacherNoiseSetting, weightSettings } from './settings';
import { halves, LOSS_PARTS, sumOf, supervisedPart, unsupervisedPart } from './supervisedPart';
import { uncertainty } from './uncertainty';

/** Where the threshold of a measure ends, as a share of ln K; all start at .75. */
const HIGHEST = { entropy: 0.95, 'mean-uncertainty': 0.9 } as const;

const settings = z.strictObject({
  kind: z.literal('ac-mt'),
  // Its own ramp is 40 ticks of 150 of 8,000 iterations.
  ...weightSettings(0.1, 0.75),
  decay: decaySetting,
  noise: teacherNoiseSetting,
  ambiguity: field(
    z.enum(['entropy', 'mean-uncertainty']).default('entropy'),
    "Which voxels are ambiguous: 'entropy': where the student's own prediction has high entropy; 'mean-uncertainty': where the mean of several noisy passes of the student has.",
    'code-inferred',
  ),
  passes: field(
    z.int().min(1).max(32).default(4),
    "'mean-uncertainty': noisy passes of the student over the unlabelled half taken twice.",
    'code-inferred',
  ),
});

export const acMt = defineMethod({
  id: 'ac-mt',
  title: 'AC-MT',
  description: 'Mean teacher whose advice counts only where the student is unsure (arXiv 2210.10045).',
  settings,
  defaults: { supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5, dice: 'squared' } },
  ignores: ['noise'],
  declare: (_, experiment) =>
    studentAndTeacher(experiment, shareChart('ambiguous', 'Voxels of which the student is unsure', [['ambiguous', 'ambiguous']])),
  create(build, options, { data: { classes: K } }) {
    const student = build.trained('student');
    const teacher = build.follower('teacher', student);
    return {
      async step(batch, context) {
        const lambda = options.weight * rampAt(options.ramp, context);
        const noise = { deviation: options.noise, purpose: 'teacher' };
        const risen = ramp(context.iteration, context.iterations);
        const threshold = (0.75 + (HIGHEST[options.ambiguity] - 0.75) * risen) * Math.log(K);

        // q = softmax t(x_u + g), in training mode, without gradient.
        const noisy = gaussianTensor(unlabelledImages(batch), batch, context, noise);
        const seed = forwardSeed(context, 'teacher');
        const q = tf.tidy(() => tf.softmax(teacher.network.forward(noisy, { training: true, seed })));
        const U = options.ambiguity === 'entropy' ? null : uncertainty(student, batch, context, options);

        // L = L_s(s(x_l), y) + lambda sum_v mask sum_k (p_k - q_k)^2 / (K sum mask); mask = H >= threshold
        const [x, y] = [imageTensor(batch.images, batch), labelTensor(batch)];
        const gradient = lossGradient(student.network.parameters, () => {
          const z = student.network.forward(x, { training: true, seed: forwardSeed(context, 'student') });
          const [labelled, unlabelled] = halves(z, batch);
          const p = tf.softmax(unlabelled);
          const mask = withoutGradient(() => tf.cast(tf.greaterEqual(U ?? entropy(p), threshold), 'float32'));
          const consistency = maskedSquares(p, q, mask, K);
          return sumOf(supervisedPart(labelled, y, context), unsupervisedPart(consistency, lambda, tf.mean(mask)));
        });
        tf.dispose([noisy, q, x, y]);
        U?.dispose();
        student.optimiser.step(gradient.gradients, context.learningRate);
        follow(teacher, student, warmDecay(options.decay, context.iteration));

        const { ambiguous = 0, ...metrics } = await readParts(gradient.parts, [...LOSS_PARTS, 'ambiguous']);
        disposeGradient(gradient);
        return { lossWeight: lambda, models: { student: metrics }, numbers: { ambiguous } };
      },
    };
  },
});
