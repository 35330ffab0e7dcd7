/**
 * LLM-SegNet's co-training (paper sections 3.1 and 3.3; docs/method.md 2.2), without the text term, which enters through the networks.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { cutMixSettings, drawCutMix, mixPatches } from '../augmentation/cutmix';
import { mixLogits } from '../augmentation/mixLogits';
import { coTrainingCharts } from '../declaration/coTrainingCharts';
import { onePhase } from '../declaration/declaration';
import { disposeGradient } from '../gradient/lossGradient';
import { unsupervisedLoss, unsupervisedSettings } from '../losses/registry';
import { rampAt, rampSettings } from '../optimiser/ramp';
import type { Batch } from '../sampling/types';
import { field } from '../schema/field';
import { voxelCount } from '../volume/types';
import { defineMethod } from './define';
import { forwardSeed, imageTensor, labelTensor } from './inputs';
import { readParts } from './metrics';
import type { StudentTask } from './student';
import { jointGradient, STUDENT_PARTS, separateGradient } from './student';
import type { Model, ModelMetrics, StepContext, StepMetrics, TrainedModel } from './types';
import { overlap, setNormalisation } from './uslChecks';

const settings = z.strictObject({
  kind: z.literal('llm-segnet'),
  forward: field(
    z.enum(['joint', 'separate']).default('joint'),
    "'joint': one forward pass of each student carries the labelled and the unlabelled half; 'separate': one for each loss.",
    'ours',
  ),
  pseudoLabels: field(
    z.enum(['training', 'evaluation']).default('training'),
    'Mode of the networks while they make pseudo-labels: with dropout and batch statistics, or without.',
    'code-inferred',
  ),
  unsupervised: field(unsupervisedSettings.prefault({ kind: 'usl' }), 'The loss between a student and its peer.', 'paper'),
  weight: field(z.number().min(0).default(1), 'lambda: the highest weight of the unsupervised loss (Eq. 1: 1).', 'paper'),
  ramp: field(
    rampSettings.prefault({}),
    'How the weight of the unsupervised loss rises from 0.0067 of its height to all of it.',
    'ours',
  ),
  cutmix: field(cutMixSettings.prefault({}), "CutMix of model B's input.", 'paper'),
});
type Settings = z.infer<typeof settings>;

/** Logits of clean images, outside any tape. */
function pseudoLabelLogits(model: Model, x: tf.Tensor5D, context: StepContext, mode: Settings['pseudoLabels']): tf.Tensor5D {
  return tf.tidy(() =>
    model.network.forward(x, {
      training: mode === 'training',
      seed: forwardSeed(context, `${model.name}.pseudo-label`),
    }),
  );
}

export const llmSegNet = defineMethod({
  id: 'llm-segnet',
  title: 'LLM-SegNet',
  description: 'Two networks teach each other by the Unified Segmentation Loss; B sees cut and mixed images (arXiv 2407.05088).',
  settings,
  // The kind of loss goes without saying.
  defaults: { method: { unsupervised: { kind: 'usl' } } },
  checks: [overlap, setNormalisation],
  declare: ({ unsupervised }, experiment) => ({
    models: [
      { name: 'A', trained: true },
      { name: 'B', trained: true },
    ],
    predictors: [{ name: 'A' }, { name: 'B' }, { name: 'mean', mean: ['A', 'B'] }],
    headline: 'A',
    selectedBy: 'mean',
    phases: [...onePhase(experiment)],
    charts: coTrainingCharts(unsupervised.kind),
    teaching: [
      { teacher: 'A', student: 'B' },
      { teacher: 'B', student: 'A' },
    ],
  }),
  create(build, options) {
    const [A, B] = [build.trained('A'), build.trained('B')];
    return { step: (batch, context) => coTrain(A, B, batch, context, options) };
  },
});

async function coTrain(
  A: TrainedModel,
  B: TrainedModel,
  batch: Batch,
  context: StepContext,
  options: Settings,
): Promise<StepMetrics> {
  const { learningRate } = context;
  const lambda = options.weight * rampAt(options.ramp, context);
  const gradientOf = options.forward === 'joint' ? jointGradient : separateGradient;

  // Pseudo-labels from the clean images; no gradient flows through them (Eq. 4).
  const x = imageTensor(batch.images, batch);
  const zA = pseudoLabelLogits(A, x, context, options.pseudoLabels);
  const zB = pseudoLabelLogits(B, x, context, options.pseudoLabels);
  x.dispose();
  const agreement = agreementOf(zA, zB, batch);
  const forA = { seen: batch.images, pseudoLabel: tf.slice(zB, batch.labelled) };
  const forB = await cutAndMixed(batch, zA, options.cutmix, context);
  tf.dispose([zA, zB]);

  // L = L_s(A) + L_s(B) + lambda (USL(A | B) + USL(B | A)): A's part and B's part share no parameters (Eq. 1, 3, 5).
  const y = labelTensor(batch);
  const task = { batch, y, unsupervised: options.unsupervised, lambda, context };
  const gradientA = gradientOf(A, { ...task, ...forA });
  const gradientB = gradientOf(B, { ...task, ...forB });
  A.optimiser.step(gradientA.gradients, learningRate);
  B.optimiser.step(gradientB.gradients, learningRate);

  const { partNames } = unsupervisedLoss(options.unsupervised.kind);
  const names = [...STUDENT_PARTS, ...partNames];
  const metricsA = await readParts(gradientA.parts, names);
  const metricsB = await readParts(gradientB.parts, names);
  const [agreementValue, ...accuracies] = await agreement.data();
  tf.dispose([forA.pseudoLabel, forB.pseudoLabel, y, agreement]);
  disposeGradient(gradientA);
  disposeGradient(gradientB);

  const unlabelledVoxels = voxelCount(batch.size) * batch.unlabelled;
  return {
    lossWeight: lambda,
    ...withShares(metricsA, metricsB, unlabelledVoxels),
    agreement: agreementValue as number,
    ...analysisOf(accuracies),
  };
}

/** What B sees and is told of the unlabelled half: the images and A's pseudo-label, cut and mixed with the same boxes. */
async function cutAndMixed(
  batch: Batch,
  zA: tf.Tensor5D,
  cutmix: Settings['cutmix'],
  context: StepContext,
): Promise<Pick<StudentTask, 'seen' | 'pseudoLabel'>> {
  const { images, size, channels = 1, labelled, unlabelled } = batch;
  if (!cutmix.enabled) return { seen: images, pseudoLabel: tf.slice(zA, labelled) };
  const plan = drawCutMix(cutmix, { count: labelled + unlabelled, labelled, size }, context);
  return { seen: mixPatches(images, { size, channels }, plan), pseudoLabel: await mixLogits(zA, plan, labelled) };
}

/**
 * Share of the unlabelled voxels to which both give the same class; where hidden labels exist, then the shares to which A and B give the
 * right one. Nothing that trains reads these.
 */
function agreementOf(zA: tf.Tensor5D, zB: tf.Tensor5D, { labelled, hiddenLabels }: Batch): tf.Tensor1D {
  return tf.tidy(() => {
    const [a, b] = [zA, zB].map((z) => tf.argMax(tf.slice(z, labelled), -1)) as [tf.Tensor, tf.Tensor];
    const same = tf.mean(tf.cast(tf.equal(a, b), 'float32'));
    if (hiddenLabels === undefined) return tf.reshape(same, [1]);
    const truth = tf.tensor(hiddenLabels, a.shape, 'int32');
    const known = tf.sum(tf.cast(tf.greaterEqual(truth, 0), 'float32'));
    const right = (classes: tf.Tensor): tf.Tensor => tf.div(tf.sum(tf.cast(tf.equal(classes, truth), 'float32')), known);
    return tf.stack([same, right(a), right(b)]) as tf.Tensor1D;
  });
}

/** A field of its own, so that no reader takes what needs hidden labels for something that training could know. */
function analysisOf([A, B]: readonly number[]): Pick<StepMetrics, 'analysis'> {
  return Number.isFinite(A) && Number.isFinite(B)
    ? { analysis: { pseudoLabelAccuracy: { A: A as number, B: B as number } } }
    : {};
}

const COUNTS = ['confidentVoxels', 'complementVoxels', 'uncertainVoxels'] as const;

/** Moves USL's set sizes out of the losses, as shares of the voxels. */
function withShares(metricsA: ModelMetrics, metricsB: ModelMetrics, voxels: number) {
  const isCount = (name: string): boolean => (COUNTS as readonly string[]).includes(name);
  const losses = (metrics: ModelMetrics): ModelMetrics =>
    Object.fromEntries(Object.entries(metrics).filter(([name]) => !isCount(name)));
  const shares = (metrics: ModelMetrics): ModelMetrics =>
    Object.fromEntries(
      Object.entries(metrics)
        .filter(([name]) => isCount(name))
        .map(([name, n]) => [name.replace('Voxels', ''), n / voxels]),
    );
  const models = { A: losses(metricsA), B: losses(metricsB) };
  return COUNTS[0] in metricsA ? { models, shares: { A: shares(metricsA), B: shares(metricsB) } } : { models };
}
