/** Settings that several methods share. */
import { z } from 'zod';
import { rampSettings } from '../optimiser/ramp';
import { field } from '../schema/field';

/** Weight of the unsupervised loss and how it rises: R(weight, ramp) of the literature. */
export function weightSettings(weight: number, length = 1) {
  return {
    weight: field(z.number().min(0).default(weight), 'Highest weight of the unsupervised loss.', 'code-inferred'),
    ramp: field(
      rampSettings.prefault({ length }),
      'How the weight of the unsupervised loss rises from 0.0067 of its height to all of it.',
      'code-inferred',
    ),
  };
}

export const decaySetting = field(
  z.number().min(0).lt(1).default(0.99),
  "The teacher's moving average keeps this share of its weights at each step, less in the first hundred.",
  'code-inferred',
);

/** clamp(deviation * N(0, 1), -2 deviation, 2 deviation) of UA-MT and its kin. */
export const teacherNoiseSetting = field(
  z.number().min(0).default(0.1),
  "Standard deviation of the Gaussian noise on the teacher's images, cut at twice that.",
  'code-inferred',
);

/** Which of two readings. @param why the one line that says what the released code does otherwise */
export const variantSetting = (why: string) =>
  field(
    z.enum(['intended', 'released']).default('intended'),
    `'intended': as the paper means it; 'released': as the public code computes it. ${why}`,
    'ours',
  );
