import { z } from 'zod';
import { field } from '../schema/field';

const pair = z.tuple([z.number(), z.number()]);
const margin = z.int().min(0).max(4096).nullable();

export const preprocessingSettings = z.strictObject({
  spacing: field(
    z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).nullable().default(null),
    'Resample to this distance x, y, z between voxel centres in millimetres (images linearly, labels to the nearest); null: as stored. Masks are written in the grid of their source.',
    'ours',
  ),
  crop: field(
    z.enum(['none', 'nonzero', 'label']).default('none'),
    "What of a volume is used, after resampling; masks are written in full size. 'nonzero': the smallest box around all voxels that are not 0 in some channel, as BraTS files are prepared; needs no label. 'label': the box around the label, at least as large as the patch, grown by cropMargin, as left-atrium and Pancreas files were prepared: it reads the labels of unlabelled and test cases too, which a new volume does not have. A case without a label is used whole.",
    'code-inferred',
  ),
  cropMargin: field(
    z.tuple([margin, margin, margin]).default([15, 15, null]),
    'Voxels x, y, z that a crop to the label keeps on each side (after resampling); null keeps the whole axis. Left atrium: 10 to 19 by chance, z whole; Pancreas: 25, z whole.',
    'code-inferred',
  ),
  intensitiesOf: field(
    z.enum(['crop', 'whole']).default('crop'),
    "Which voxels percentiles and scaling are measured on: those that crop keeps (BraTS, Pancreas), or the 'whole' volume before it (left atrium).",
    'code-inferred',
  ),
  window: field(
    pair.nullable().default(null),
    'Clip intensities to [low, high] in stored units before scaling; for CT in HU, [-125, 275] for Pancreas. null: no clipping.',
    'code-inferred',
  ),
  percentiles: field(
    z
      .tuple([z.number().min(0).max(100), z.number().min(0).max(100)])
      .nullable()
      .default(null),
    "Clip intensities to these percentiles of the volume's voxels before scaling; [0, 99.9] for BraTS. null: no clipping.",
    'code-inferred',
  ),
  normalise: field(
    z.enum(['z-score', 'z-score-nonzero', 'min-max', 'none']).default('z-score'),
    "Scaling of each volume. 'z-score': mean 0, deviation 1 over all voxels; 'z-score-nonzero': mean and deviation of the voxels above 0, applied to all; 'min-max': to [0, 1]; 'none': as stored, for files that are prepared already.",
    'code-inferred',
  ),
});
export type PreprocessingSettings = z.infer<typeof preprocessingSettings>;
