import { z } from 'zod';
import { field } from '../field';

const pair = z.tuple([z.number(), z.number()]);

export const preprocessingSettings = z.strictObject({
  spacing: field(
    z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).nullable().default(null),
    'Resample to this distance x, y, z between voxel centres in millimetres (images linearly, labels to the nearest); null: as stored. Masks are written in the grid of their source.',
    'ours',
  ),
  crop: field(
    z.enum(['none', 'nonzero']).default('none'),
    "'nonzero': the smallest box around all voxels that are not 0, as BraTS files are prepared; needs no label, so test cases can have it too.",
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
