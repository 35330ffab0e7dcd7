/**
 * Mean teacher (Tarvainen and Valpola, arXiv 1703.01780) as the semi-supervised segmentation literature uses it
 * (SSL4MIS:code/train_mean_teacher_3D.py): the student learns from labels, and on unlabelled images from a teacher whose weights are a
 * moving average of its own.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { disposeGradient, lossGradient } from '../gradient/lossGradient';
import { meanSquare } from '../losses/meanSquare';
import { rampAt } from '../optimiser/ramp';
import { defineMethod } from './define';
import { follow, studentAndTeacher, warmDecay } from './follow';
import { forwardSeed, gaussianTensor, imageTensor, labelTensor, unlabelledImages } from './inputs';
import { readParts } from './metrics';
import { decaySetting, teacherNoiseSetting, weightSettings } from './settings';
import { halves, LOSS_PARTS, sumOf, supervisedPart, unsupervisedPart } from './supervisedPart';

const settings = z.strictObject({
  kind: z.literal('mean-teacher'),
  ...weightSettings(0.1),
  decay: decaySetting,
  noise: teacherNoiseSetting,
});

export const meanTeacher = defineMethod({
  id: 'mean-teacher',
  title: 'Mean teacher',
  description: 'A student follows labels and, on unlabelled images, a teacher that is the moving average of its own weights.',
  settings,
  defaults: { supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5, dice: 'squared' } },
  ignores: ['noise'],
  declare: (_, experiment) => studentAndTeacher(experiment),
  create(build, options) {
    const student = build.trained('student');
    const teacher = build.follower('teacher', student);
    return {
      async step(batch, context) {
        const lambda = options.weight * rampAt(options.ramp, context);
        const noise = { deviation: options.noise, purpose: 'teacher' };

        // q = softmax t(x_u + g), in training mode, without gradient.
        const noisy = gaussianTensor(unlabelledImages(batch), batch, context, noise);
        const seed = forwardSeed(context, 'teacher');
        const q = tf.tidy(() => tf.softmax(teacher.network.forward(noisy, { training: true, seed })));

        // L = L_s(s(x_l), y) + lambda mean (p_u - q)^2
        const [x, y] = [imageTensor(batch.images, batch), labelTensor(batch)];
        const gradient = lossGradient(student.network.parameters, () => {
          const z = student.network.forward(x, { training: true, seed: forwardSeed(context, 'student') });
          const [labelled, unlabelled] = halves(z, batch);
          const consistency = meanSquare(tf.softmax(unlabelled), q);
          return sumOf(supervisedPart(labelled, y, context), unsupervisedPart(consistency, lambda));
        });
        tf.dispose([noisy, q, x, y]);
        student.optimiser.step(gradient.gradients, context.learningRate);
        follow(teacher, student, warmDecay(options.decay, context.iteration));

        const metrics = await readParts(gradient.parts, LOSS_PARTS);
        disposeGradient(gradient);
        return { lossWeight: lambda, models: { student: metrics } };
      },
    };
  },
});
