/**
 * The experiment as data. This schema is the single source: types, defaults, checks, help and JSON schema come from it, and every
 * default carries its provenance (field.ts). One file a section.
 */
import { z } from 'zod';
import { noiseSettings } from '../augmentation/noise';
import { augmentationSettings } from '../augmentation/settings';
import { supervisedSettings } from '../losses/supervised';
import { methodSettings } from '../methods/registry';
import { networkSettings } from '../networks/registry';
import { optimiserSettings } from '../optimiser/registry';
import { field } from '../schema/field';
import { preprocessingSettings } from '../volume/settings';
import { batchSettings } from './sections/batch';
import { dataSettings } from './sections/data';
import { evaluationSettings } from './sections/evaluation';
import { runSettings } from './sections/run';
import { stoppingSettings } from './sections/stopping';
import { textSettings } from './sections/text';

const size = z.int().min(1).max(4096);

export const experimentSchema = z.strictObject({
  name: field(z.string().min(1).max(120).default('experiment'), 'What the run is called.', 'ours'),
  seed: field(
    z.int().min(0).default(1337),
    'Decides every random number of the run. Repeat a run with other seeds before believing a difference.',
    'code-inferred',
  ),
  iterations: field(
    z.int().min(1).default(600),
    'Training iterations of the run (left atrium 9,000, Pancreas 10,000, BraTS 30,000 in the code of the method nearest to the paper).',
    'ours',
  ),
  data: field(dataSettings.prefault({}), 'The volumes and what each is for.', 'ours'),
  preprocessing: field(preprocessingSettings.prefault({}), 'What happens to a volume once, when it is read.', 'code-inferred'),
  patch: field(
    z.tuple([size, size, size]).default([32, 48, 32]),
    'Patch size x, y, z in voxels; multiples of 16 (paper: 112, 112, 80 for left atrium; 96, 96, 96 for Pancreas and BraTS).',
    'ours',
  ),
  batch: field(batchSettings.prefault({}), 'Patches an iteration.', 'paper'),
  augmentation: field(augmentationSettings.prefault({}), 'Changes of a patch before it becomes network input.', 'code-inferred'),
  noise: field(noiseSettings.prefault({}), 'Noise on the inputs of training (Eq. 2).', 'paper'),
  network: field(networkSettings.prefault({ kind: 'vnet' }), 'Architecture of every segmentation network.', 'paper'),
  text: field(textSettings.prefault({}), 'Task knowledge from text, added at the bottleneck (Eq. 6 and 7).', 'paper'),
  supervised: field(supervisedSettings.prefault({}), 'Loss on the labelled patches (Eq. 3).', 'paper'),
  method: field(methodSettings.prefault({ kind: 'llm-segnet' }), 'How the networks are trained.', 'paper'),
  optimiser: field(optimiserSettings.prefault({}), 'What steps the models, and its schedule.', 'paper'),
  evaluation: field(evaluationSettings.prefault({}), 'How the models are tested.', 'ours'),
  stopping: field(stoppingSettings.prefault({}), 'When a run ends before all its iterations.', 'ours'),
  run: field(runSettings.prefault({}), 'How the run uses the machine.', 'ours'),
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
