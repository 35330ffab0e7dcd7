/**
 * UA-MT (Yu et al., MICCAI 2019, arXiv 1907.07034; UA-MT:code/train_LA_meanteacher_certainty_unlabel.py): a mean teacher whose advice
 * counts where eight noisy passes of it agree.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { shareChart } from '../declaration/charts';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { maskedSquares } from '../losses/certainty';
import { rampAt } from '../optimiser/ramp';
import { ramp } from '../optimiser/schedule';
import { field } from '../schema/field';
import { defineMethod } from './define';
import { follow, studentAndTeacher, warmDecay } from './follow';
import { forwardSeed, gaussianTensor, imageTensor, labelTensor, unlabelledImages } from './inputs';
import { readParts } from './metrics';
import { decaySetting, teacherNoiseSetting, variantSetting, weightSettings } from './settings';
import { halves, LOSS_PARTS, sumOf, supervisedPart, unsupervisedPart } from './supervisedPart';
import { uncertainty } from './uncertainty';

const settings = z.strictObject({
  kind: z.literal('ua-mt'),
  ...weightSettings(0.1),
  decay: decaySetting,
  noise: teacherNoiseSetting,
  passes: field(
    z.int().min(1).max(32).default(4),
    'Noisy passes of the teacher over the unlabelled half taken twice, from whose mean its uncertainty follows.',
    'code-inferred',
  ),
  variant: variantSetting('With 3 classes or more the released code still divides by 2 and compares with ln 2, of 2 classes.'),
});
export const uaMt = defineMethod({
  id: 'ua-mt',
  title: 'UA-MT',
  description: 'Mean teacher whose advice counts only where eight noisy passes of the teacher agree (arXiv 1907.07034).',
  settings,
  defaults: { supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5, dice: 'foreground-squared' } },
  ignores: ['noise'],
  declare: (_, experiment) =>
    studentAndTeacher(experiment, shareChart('certain', 'Voxels of which the teacher is certain', [['certain', 'certain']])),
  create(build, options, { data: { classes } }) {
    const student = build.trained('student');
    const teacher = build.follower('teacher', student);
    const K = options.variant === 'released' ? 2 : classes;
    return {
      async step(batch, context) {
        const lambda = options.weight * rampAt(options.ramp, context);
        const noise = { deviation: options.noise, purpose: 'teacher' };

        // q = softmax t(x_u + g_0); mask = H(u) < (3/4 + 1/4 ramp) ln K: all voxels at the end of the run
        const noisy = gaussianTensor(unlabelledImages(batch), batch, context, noise);
        const seed = forwardSeed(context, 'teacher');
        const q = tf.tidy(() => tf.softmax(teacher.network.forward(noisy, { training: true, seed })));
        const threshold = (0.75 + 0.25 * ramp(context.iteration, context.iterations)) * Math.log(K);
        const H = uncertainty(teacher, batch, context, options);
        const mask = tf.tidy(() => tf.cast(tf.less(H, threshold), 'float32'));

        // L = L_s(s(x_l), y) + lambda sum_v mask sum_k (p_k - q_k)^2 / (K sum mask)
        const [x, y] = [imageTensor(batch.images, batch), labelTensor(batch)];
        const gradient = lossGradient(student.network.parameters, () => {
          const z = student.network.forward(x, { training: true, seed: forwardSeed(context, 'student') });
          const [labelled, unlabelled] = halves(z, batch);
          const consistency = maskedSquares(tf.softmax(unlabelled), q, mask, K);
          return sumOf(supervisedPart(labelled, y, context), unsupervisedPart(consistency, lambda));
        });
        const share = tf.tidy(() => tf.mean(mask));
        tf.dispose([noisy, q, H, mask, x, y]);
        student.optimiser.step(gradient.gradients, context.learningRate);
        follow(teacher, student, warmDecay(options.decay, context.iteration));

        const metrics = await readParts(gradient.parts, LOSS_PARTS);
        const [certain = 0] = await share.data();
        share.dispose();
        disposeGradient(gradient);
        return { lossWeight: lambda, models: { student: metrics }, numbers: { certain } };
      },
    };
  },
});
