import { z } from 'zod';
import { field } from '../../schema/field';

export const runSettings = z.strictObject({
  backend: field(
    z.enum(['auto', 'native', 'tensorflow', 'js']).default('auto'),
    "Tensor engine. 'auto': the best that works on this machine.",
    'ours',
  ),
  precision: field(
    z.enum(['auto', 'float32', 'bfloat16']).default('auto'),
    "Storage of activations; weights, statistics and losses are float32 always. 'auto': the faster one.",
    'ours',
  ),
  convolution: field(
    z.enum(['auto', 'direct', 'winograd']).default('auto'),
    "How the engine computes 3x3x3 convolutions. 'auto': for each shape the way that is faster on this machine; 'direct' rounds a little less than 'winograd'.",
    'ours',
  ),
  threads: field(
    z.union([z.literal('auto'), z.int().min(1).max(1024)]).default('auto'),
    "Threads of the engine. 'auto': as many as processors and their quota allow. Part of what makes two runs equal bit for bit.",
    'ours',
  ),
  checkpointSeconds: field(
    z.number().positive().max(86400).default(120),
    'Seconds of training between two checkpoints: what a crash can cost at most.',
    'ours',
  ),
});
