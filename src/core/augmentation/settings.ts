import { z } from 'zod';
import { field } from '../config/field';

export const augmentationSettings = z.strictObject({
  rotateFlip: field(
    z.boolean().default(false),
    'Turn by quarters in the x-y plane and mirror along x or y before the crop. Wrong for organs with a left and a right.',
    'code-inferred',
  ),
});
export type AugmentationSettings = z.infer<typeof augmentationSettings>;
