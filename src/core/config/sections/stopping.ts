import { z } from 'zod';
import { field } from '../../schema/field';

export const stoppingSettings = z.strictObject({
  patience: field(
    z.int().min(1).nullable().default(null),
    'Stop when the Dice on the validation cases has not risen for so many iterations; needs evaluation.validationEvery. null: never. The learning rate still falls as if all iterations came.',
    'ours',
  ),
  hours: field(
    z.number().positive().max(10_000).nullable().default(null),
    'Stop after so many hours of training steps, counted over all resumptions, and test what is there. null: no budget. Such a run depends on how fast the machine is.',
    'ours',
  ),
});
