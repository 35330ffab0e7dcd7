import { z } from 'zod';
import { field } from '../../schema/field';

export const optimiserSettings = z.strictObject({
  learningRate: field(
    z.number().positive().default(0.05),
    'Initial learning rate of both SGDs (paper: 0.05 for left atrium and BraTS, 0.025 for Pancreas).',
    'paper',
  ),
  power: field(
    z.number().min(0).default(0.9),
    'Decay: learningRate * (1 - iteration / iterations)^power; 0 keeps it constant.',
    'code-inferred',
  ),
  momentum: field(z.number().min(0).lt(1).default(0.9), 'Momentum of both SGDs.', 'paper'),
  weightDecay: field(z.number().min(0).default(1e-4), 'L2 weight decay of both SGDs.', 'paper'),
});
