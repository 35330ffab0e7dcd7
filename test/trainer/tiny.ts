import { join } from 'node:path';
import type { ExperimentInput } from '../../src/core/config/experiment';
import { parseExperiment } from '../../src/core/config/experiment';
import type { PhantomOptions } from '../../src/core/phantom/phantom';
import type { TrainingOptions } from '../../src/trainer/options';
import { defaultEvaluation } from '../../src/trainer/options';

export const TINY_PHANTOM: PhantomOptions = { seed: 3, cases: 5, size: [18, 16, 14], spacing: [2, 2, 2] };

/** A job of seconds on the plain JavaScript backend. */
export function tinyOptions(out: string, change: ExperimentInput = {}): TrainingOptions {
  const experiment = parseExperiment({
    name: 'tiny',
    iterations: 3,
    patch: [16, 16, 16],
    network: { kind: 'vnet', filters: 1 },
    batch: { labelled: 1, unlabelled: 1 },
    data: { labelled: 1 },
    ...change,
  });
  return {
    experiment,
    data: { kind: 'phantom', phantom: TINY_PHANTOM, testCases: 2 },
    backend: { backend: 'js' },
    evaluation: defaultEvaluation(experiment),
    out: join(out),
    codeVersion: '0.0.0-test',
    checkpointSeconds: 3600,
  };
}
