/** What can step a model; one line each. */
import { z } from 'zod';
import type { NamedVariables } from '../networks/variables';
import { field } from '../schema/field';
import { createAdam } from './adam';
import { scheduleSettings } from './schedule';
import { createSgd } from './sgd';
import type { Optimiser } from './types';

const optimisers = { sgd: createSgd, adam: createAdam } as const;

export const optimiserSettings = z.strictObject({
  kind: field(
    z.enum(Object.keys(optimisers) as [keyof typeof optimisers]).default('sgd'),
    "What steps every trained model: 'sgd' with momentum, or 'adam'.",
    'paper',
  ),
  learningRate: field(
    z.number().positive().default(0.05),
    'Initial learning rate of every model (paper: 0.05 for left atrium and BraTS, 0.025 for Pancreas).',
    'paper',
  ),
  ...scheduleSettings.shape,
  momentum: field(z.number().min(0).lt(1).default(0.9), "Momentum of 'sgd'.", 'paper'),
  nesterov: field(z.boolean().default(false), "Nesterov's look ahead in 'sgd'.", 'code-inferred'),
  weightDecay: field(z.number().min(0).default(1e-4), 'L2 weight decay.', 'paper'),
  beta1: field(z.number().min(0).lt(1).default(0.9), "'adam': decay of the mean of gradients.", 'ours'),
  beta2: field(z.number().min(0).lt(1).default(0.999), "'adam': decay of the mean of squared gradients.", 'ours'),
});
export type OptimiserSettings = z.infer<typeof optimiserSettings>;

/** The optimiser that the settings name, for these parameters. */
export function createOptimiser(parameters: NamedVariables, settings: OptimiserSettings): Optimiser {
  return optimisers[settings.kind](parameters, settings);
}
