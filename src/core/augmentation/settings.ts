import { z } from 'zod';
import { field } from '../schema/field';

export const augmentationSettings = z.strictObject({
  rotateFlip: field(
    z.boolean().default(false),
    'Turn by quarters in the x-y plane and mirror along x or y before the crop. Wrong for organs with a left and a right.',
    'code-inferred',
  ),
  brightness: field(
    z.number().min(0).lt(1).default(0),
    'Half-width b of the factor U(1 - b, 1 + b) that a patch is multiplied by; 0 turns it off. For images scaled to [0, 1] (0.25 in the code nearest to the paper); on z-scored ones it changes contrast.',
    'code-inferred',
  ),
});
export type AugmentationSettings = z.infer<typeof augmentationSettings>;
