import { z } from 'zod';
import { field } from '../../schema/field';

const step = z.int().min(1).max(4096);

export const evaluationSettings = z.strictObject({
  stride: field(
    z.tuple([step, step, step]).nullable().default(null),
    'Step x, y, z between the windows of the sliding window in voxels (paper: 18, 18, 4 for left atrium; 16, 16, 16 for Pancreas; 64, 64, 64 for BraTS). null: half the patch.',
    'ours',
  ),
  batch: field(
    z.int().min(1).max(256).nullable().default(null),
    'Windows a forward pass. null: as many as a training batch has patches.',
    'ours',
  ),
  largestComponent: field(
    z.boolean().default(false),
    'Keep only the largest 26-connected piece of each class. Rows of published tables differ in this.',
    'ours',
  ),
  unit: field(
    z.enum(['voxel', 'mm']).default('voxel'),
    'Unit of the distances 95HD and ASD; published tables are in voxels.',
    'code-inferred',
  ),
  emptyDistances: field(
    z.enum(['none', 'zero']).default('none'),
    "Distances where one mask is empty. 'none': no value, and their number is reported; 'zero': 0, as older code does, which rewards a failure.",
    'ours',
  ),
  selection: field(
    z.enum(['last', 'best', 'best-on-test']).default('last'),
    "Which checkpoint is tested. 'last'; 'best' mean Dice on the validation cases; 'best-on-test': chosen by the very cases it is measured on, as much of the literature does: not an honest number.",
    'ours',
  ),
  validationEvery: field(
    z.int().min(0).default(0),
    'Evaluate on the validation cases every so many iterations; 0: never.',
    'ours',
  ),
  saveProbabilities: field(
    z.boolean().default(false),
    'Also keep the probabilities of each model on the tested cases beside its masks, one file for each class but the background. The viewer shows them, the uncertainty and the sets P, N and U.',
    'ours',
  ),
  previewCases: field(
    z.array(z.string().min(1).max(200)).max(100).default([]),
    'Test or validation cases whose masks are written during training, for the viewer to follow. Nothing is measured or chosen by them.',
    'ours',
  ),
  previewEvery: field(
    z.int().min(0).default(0),
    'Write the masks of evaluation.previewCases every so many iterations; 0: never.',
    'ours',
  ),
  hiddenLabels: field(
    z.boolean().default(false),
    'Also measure pseudo-labels against labels of unlabelled cases, where such exist. For analysis only: training never sees them.',
    'ours',
  ),
});
