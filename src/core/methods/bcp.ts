/**
 * BCP, bidirectional copy-paste (Bai et al., CVPR 2023, arXiv 2305.00673; BCP:code/LA_BCP_train.py, utils/BCP_utils.py): a box of one
 * image is pasted into another, first between labelled images, then both ways between labelled and unlabelled ones, whose labels a
 * teacher gives.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { copyPasteMask } from '../augmentation/copyPaste';
import { shareChart, supervisedChart, unsupervisedChart } from '../declaration/charts';
import { detach } from '../gradient/detach';
import type { Loss, LossGradient } from '../gradient/lossGradient';
import { addGradients, disposeGradient, lossGradient } from '../gradient/lossGradient';
import { maskedSupervisedLoss } from '../losses/maskedSupervised';
import { createStream } from '../random/stream';
import type { Batch } from '../sampling/types';
import { field } from '../schema/field';
import { bcpPhases, PRETRAINING, pairs } from './bcpPhases';
import { defineMethod } from './define';
import { equal, follow } from './follow';
import { forwardSeed, imageTensor, labelTensor } from './inputs';
import type { PseudoLabels } from './largestPseudoLabels';
import { connectivitySetting, largestPseudoLabels } from './largestPseudoLabels';
import { readParts } from './metrics';
import { decaySetting } from './settings';
import { LOSS_PARTS, SUPERVISED_PARTS, sumOf, supervisedPart, unsupervisedPart } from './supervisedPart';
import type { ModelMetrics, StepContext, StepMetrics } from './types';

const settings = z.strictObject({
  kind: z.literal('bcp'),
  pretraining: field(
    z
      .number()
      .min(0)
      .lt(1)
      .default(2 / 17),
    'Share of the run that copies and pastes between labelled images alone (2,000 of 17,000 iterations); 0 leaves it out.',
    'code-inferred',
  ),
  weight: field(z.number().min(0).default(0.5), 'Weight of the voxels with a pseudo-label; those with a label have 1.', 'paper'),
  box: field(
    z
      .number()
      .gt(0)
      .lt(1)
      .default(2 / 3),
    "Sides of the pasted box, as a share of the patch's.",
    'paper',
  ),
  decay: decaySetting,
  connectivity: connectivitySetting,
});

/** M a + (1 - M) b, of images or of labels. */
function pasted<T extends tf.Tensor>(M: tf.Tensor, a: T, b: T): T {
  return tf.tidy(() => tf.cast(tf.add(tf.mul(M, a), tf.mul(tf.sub(1, M), b)), a.dtype)) as T;
}

/** M [1, z, y, x, 1]: 1, and 0 in the batch's box. */
function maskTensor({ size }: Batch, { seed, iteration }: StepContext, share: number): tf.Tensor5D {
  const [x, y, z] = size;
  const stream = createStream({ seed, iteration, sample: 0, purpose: 'copy-paste' });
  return tf.tensor5d(copyPasteMask(size, share, stream), [1, z, y, x, 1]);
}

/** Voxels of an image and what they should be. */
interface Region {
  readonly labels: tf.Tensor4D;
  readonly mask: tf.Tensor;
}

function maskedSupervisedPart(z: tf.Tensor5D, { labels, mask }: Region, { supervised }: StepContext): Loss {
  const { total, parts } = maskedSupervisedLoss(z, labels, mask, supervised);
  return { total, parts: [detach(tf.reshape(total, [1])) as tf.Tensor1D, parts] };
}

/** The losses of an image, as their mean over the two: numbers that compare with those of pretraining. */
async function meanOfBoth({ parts }: LossGradient): Promise<ModelMetrics> {
  const one = await readParts(parts.slice(0, parts.length / 2), LOSS_PARTS);
  const other = await readParts(parts.slice(parts.length / 2), LOSS_PARTS);
  return Object.fromEntries(LOSS_PARTS.map((name) => [name, ((one[name] ?? 0) + (other[name] ?? 0)) / 2]));
}

const two = <T extends tf.Tensor>(x: T): [T, T] => tf.split(x, 2, 0) as [T, T];

export const bcp = defineMethod({
  id: 'bcp',
  title: 'BCP',
  description:
    'Boxes are pasted both ways between labelled and unlabelled images, whose labels a teacher gives (arXiv 2305.00673).',
  settings,
  defaults: {
    supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5, dice: 'sample' },
    optimiser: { learningRate: 0.01, schedule: 'step', stepEvery: 2500, stepFactor: 0.1 },
  },
  ignores: ['noise'],
  checks: [pairs],
  declare: ({ pretraining }, experiment) => ({
    models: [
      { name: 'student', trained: true },
      { name: 'teacher', trained: false },
    ],
    predictors: [{ name: 'student' }, { name: 'teacher' }],
    headline: 'student',
    phases: bcpPhases(pretraining, experiment),
    charts: [
      supervisedChart(['student']),
      unsupervisedChart('Loss against pseudo-labels', ['student']),
      shareChart('kept', 'Voxels of the pseudo-labels that the largest components hold', [['kept', 'kept']]),
    ],
    teaching: [{ teacher: 'teacher', student: 'student' }],
  }),
  create(build, options, experiment) {
    const fault = pairs.find({ ...experiment, method: options });
    if (fault !== null) throw new Error(`${fault.path}: ${fault.message}`);
    const student = build.trained('student');
    const teacher = build.follower('teacher', student);

    /** Labelled images a and b: L = L_s(s(M a + (1 - M) b), M y_a + (1 - M) y_b). */
    async function pretrain(batch: Batch, context: StepContext): Promise<StepMetrics> {
      const { x, y } = tf.tidy(() => {
        const M = maskTensor(batch, context, options.box);
        const [a, b] = two(imageTensor(batch.images, batch));
        const [ya, yb] = two(labelTensor(batch));
        return { x: pasted(M, a, b), y: pasted(tf.squeeze(M, [4]), ya, yb) };
      });
      const gradient = lossGradient(student.network.parameters, () => {
        const z = student.network.forward(x, { training: true, seed: forwardSeed(context, 'student') });
        return supervisedPart(z, y, context);
      });
      tf.dispose([x, y]);
      student.optimiser.step(gradient.gradients, context.learningRate);
      equal(teacher, student);
      const metrics = await readParts(gradient.parts, SUPERVISED_PARTS);
      disposeGradient(gradient);
      return { lossWeight: 0, models: { student: metrics } };
    }

    /** Labelled images a, b and unlabelled ones u_a, u_b: a around a box of u_a, and u_b around a box of b. */
    async function selfTrain(batch: Batch, context: StepContext): Promise<StepMetrics> {
      // The released code starts its second phase with a new optimiser (left atrium; on Pancreas it keeps the old one).
      if (context.phase.iteration === 0) student.optimiser.reset();
      const { M, box, a, b, ua, ub, ya, yb } = tf.tidy(() => {
        const M = maskTensor(batch, context, options.box);
        const [a, b, ua, ub] = tf.split(imageTensor(batch.images, batch), 4, 0) as [
          tf.Tensor5D,
          tf.Tensor5D,
          tf.Tensor5D,
          tf.Tensor5D,
        ];
        const [ya, yb] = two(labelTensor(batch));
        return { M, box: tf.sub(1, M), a, b, ua, ub, ya, yb };
      });

      // pl = largest component of argmax t(u), in training mode, without gradient
      const pseudoLabels = async (u: tf.Tensor5D, purpose: string): Promise<PseudoLabels> => {
        const seed = forwardSeed(context, purpose);
        const z = tf.tidy(() => teacher.network.forward(u, { training: true, seed }));
        const found = await largestPseudoLabels(z, options.connectivity);
        z.dispose();
        return found;
      };
      const pa = await pseudoLabels(ua, 'teacher.a');
      const pb = await pseudoLabels(ub, 'teacher.b');

      // L = sum over both images of L_s where there is a label + weight L_s where there is a pseudo-label
      const gradientOf = (x: tf.Tensor5D, purpose: string, known: Region, guessed: Region): LossGradient =>
        lossGradient(student.network.parameters, () => {
          const z = student.network.forward(x, { training: true, seed: forwardSeed(context, purpose) });
          const pseudo = maskedSupervisedLoss(z, guessed.labels, guessed.mask, context.supervised);
          return sumOf(maskedSupervisedPart(z, known, context), unsupervisedPart(pseudo.total, options.weight));
        });
      const [inward, outward] = [pasted(M, a, ua), pasted(M, ub, b)];
      const gradient = addGradients(
        gradientOf(inward, 'student.inward', { labels: ya, mask: M }, { labels: pa.labels, mask: box }),
        gradientOf(outward, 'student.outward', { labels: yb, mask: box }, { labels: pb.labels, mask: M }),
      );
      tf.dispose([M, box, a, b, ua, ub, ya, yb, pa.labels, pb.labels, inward, outward]);
      student.optimiser.step(gradient.gradients, context.learningRate);
      follow(teacher, student, options.decay);

      const metrics = await meanOfBoth(gradient);
      disposeGradient(gradient);
      const found = pa.found + pb.found;
      const numbers = { kept: found === 0 ? 1 : (pa.kept + pb.kept) / found };
      return { lossWeight: options.weight, models: { student: metrics }, numbers };
    }

    return {
      step: (batch, context) => (context.phase.name === PRETRAINING ? pretrain(batch, context) : selfTrain(batch, context)),
    };
  },
});
