/**
 * The experiment as data. This schema is the single source: types, defaults, checks and JSON schema come from it, and every
 * default carries its provenance (field.ts).
 */
import { z } from 'zod';
import { noiseSettings } from '../augmentation/noise';
import { augmentationSettings } from '../augmentation/settings';
import { supervisedSettings } from '../losses/supervised';
import { methodSettings } from '../methods/registry';
import { networkSettings } from '../networks/registry';
import { field } from './field';

const size = z.int().min(1).max(4096);
const count = z.int().min(0).max(64);

const dataSettings = z.strictObject({
  channels: field(z.int().min(1).max(1).default(1), 'Channels of the images.', 'paper'),
  classes: field(z.int().min(2).max(255).default(2), 'Classes K, background included.', 'paper'),
  labelled: field(
    z.int().min(1).default(4),
    'Training cases whose labels are used: the first of the training list.',
    'code-inferred',
  ),
});

const batchSettings = z.strictObject({
  labelled: field(count.min(1).default(2), 'Labelled patches an iteration.', 'paper'),
  unlabelled: field(count.default(2), 'Unlabelled patches an iteration.', 'paper'),
});

const optimiserSettings = z.strictObject({
  learningRate: field(z.number().positive().default(0.05), 'Initial learning rate of both SGDs.', 'paper'),
  power: field(
    z.number().min(0).default(0.9),
    'Decay: learningRate * (1 - iteration / iterations)^power; 0 keeps it constant.',
    'code-inferred',
  ),
  momentum: field(z.number().min(0).lt(1).default(0.9), 'Momentum of both SGDs.', 'paper'),
  weightDecay: field(z.number().min(0).default(1e-4), 'L2 weight decay of both SGDs.', 'paper'),
});

export const experimentSchema = z.strictObject({
  name: field(z.string().min(1).default('experiment'), 'What the run is called.', 'ours'),
  seed: field(z.int().min(0).default(1337), 'Decides every random number of the run.', 'code-inferred'),
  iterations: field(z.int().min(1).default(600), 'Training iterations of the run.', 'ours'),
  data: field(dataSettings.prefault({}), 'The training data.', 'ours'),
  patch: field(z.tuple([size, size, size]).default([32, 48, 32]), 'Patch size x, y, z in voxels; multiples of 16.', 'ours'),
  batch: field(batchSettings.prefault({}), 'Patches an iteration.', 'paper'),
  augmentation: field(augmentationSettings.prefault({}), 'Changes of a patch before it becomes network input.', 'code-inferred'),
  noise: field(noiseSettings.prefault({}), 'Noise on the inputs of training (Eq. 2).', 'paper'),
  network: field(networkSettings.prefault({ kind: 'vnet' }), 'Architecture of both models.', 'paper'),
  supervised: field(supervisedSettings.prefault({}), 'Loss on the labelled patches (Eq. 3).', 'paper'),
  method: field(methodSettings.prefault({ kind: 'llm-segnet' }), 'How the networks are trained.', 'paper'),
  optimiser: field(optimiserSettings.prefault({}), 'SGD and its schedule.', 'paper'),
});

/** An experiment with every default filled in. */
export type Experiment = z.output<typeof experimentSchema>;
/** An experiment as a user writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;

/**
 * Fills in the defaults.
 * @throws Error that names every field that is wrong or unknown, with the reason.
 */
export function parseExperiment(input: unknown): Experiment {
  const result = experimentSchema.safeParse(input);
  if (!result.success) throw new Error(`the experiment has errors:\n${z.prettifyError(result.error)}`);
  return result.data;
}
