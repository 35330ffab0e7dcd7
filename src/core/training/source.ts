import type { Experiment } from '../config/experiment';
import { methodOf } from '../methods/registry';
import { createPatchSource } from '../sampling/patchSource';
import type { Dataset, PatchSource } from '../sampling/types';

/** The batches that the experiment's method wants, from volumes in memory. */
export function createExperimentSource(experiment: Experiment, dataset: Dataset): PatchSource {
  const { seed, patch, batch, augmentation, data, method } = experiment;
  const patches = methodOf(method.kind).patches(batch, method);
  return createPatchSource(dataset, { seed, patch, patches, augmentation, classes: data.classes });
}
