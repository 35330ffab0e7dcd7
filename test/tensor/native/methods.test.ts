/** Every method on the native engine, at a size from which its own kernels are taken. A new method is covered by its line in the registry. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { withDefaultKinds } from '../../../src/core/config/defaultKinds';
import { parseExperiment } from '../../../src/core/config/experiment';
import { methods } from '../../../src/core/methods/registry';
import { createConstants } from '../../../src/core/networks/constants';
import { createLearner } from '../../../src/core/training/learner';
import { train } from '../../../src/core/training/loop';
import { createExperimentSource } from '../../../src/core/training/source';
import { NOT_BUILT, useNative, withoutAddon } from '../../core/ops/support';
import { blobDataset } from '../../support/blob';

describe.skipIf(withoutAddon)(`methods on the native engine${NOT_BUILT}`, () => {
  beforeAll(() => useNative());

  it.each(methods.map(({ id }) => id))('%s takes two steps and predicts', async (kind) => {
    const experiment = parseExperiment(
      withDefaultKinds({ iterations: 2, patch: [32, 32, 32], network: { filters: 2 }, method: { kind } }),
    );
    const learner = createLearner(experiment);
    const data = createExperimentSource(experiment, blobDataset([34, 34, 34], 2, 2));
    for await (const { models } of train({ experiment, learner, data }))
      expect(
        Object.values(models)
          .flatMap((numbers) => Object.values(numbers))
          .every(Number.isFinite),
      ).toBe(true);
    for (const { predict } of learner.predictors) {
      const sums = tf.tidy(() => tf.sum(predict(tf.zeros([2, 32, 32, 32, 1]), createConstants()), -1).dataSync());
      expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-3);
    }
    learner.dispose();
  });
});
