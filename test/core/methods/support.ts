/** One step of a method on tiny networks: what its tests look at. */
import * as tf from '@tensorflow/tfjs-core';
import { withDefaultKinds } from '../../../src/core/config/defaultKinds';
import type { Experiment } from '../../../src/core/config/experiment';
import { parseExperiment } from '../../../src/core/config/experiment';
import type { JsonObject } from '../../../src/core/config/merge';
import type { Learner, StepContext, StepMetrics } from '../../../src/core/methods/types';
import type { Batch } from '../../../src/core/sampling/types';
import { createExperimentSource } from '../../../src/core/training/source';
import { blobDataset } from '../../support/blob';
import { tinyLearner } from '../../support/tinyNetwork';

interface Situation {
  readonly experiment: Experiment;
  readonly learner: Learner;
  readonly batch: Batch;
  /** @param iteration of 10 */
  step(iteration?: number): Promise<StepMetrics>;
}

/** @param method settings; @param rest of the experiment */
export async function setUp(method: JsonObject, rest: JsonObject = {}): Promise<Situation> {
  const input = { seed: 5, iterations: 10, patch: [8, 8, 8], ...rest, method };
  const experiment = parseExperiment(withDefaultKinds(input));
  const learner = tinyLearner(experiment);
  const batch = await createExperimentSource(experiment, blobDataset([12, 12, 12], 2, 3)).batch(0);
  const { seed, iterations, supervised, noise } = experiment;
  return {
    experiment,
    learner,
    batch,
    step(iteration = 0) {
      const phase = { name: 'training', iteration, iterations };
      const place: StepContext = {
        seed,
        iteration,
        iterations,
        phase,
        iterationsPerEpoch: 1,
        learningRate: 0.05,
        supervised,
        noise,
      };
      return learner.step(batch, place);
    },
  };
}

/** Sets every parameter of a model's head to 0, so that it predicts all classes evenly. */
export function evenOut(parameters: Readonly<Record<string, tf.Variable>>): void {
  for (const [name, variable] of Object.entries(parameters))
    if (name.startsWith('head')) tf.tidy(() => variable.assign(tf.zeros(variable.shape)));
}
