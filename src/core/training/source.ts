import type { Experiment } from '../config/experiment';
import { phaseAt } from '../declaration/declaration';
import { declarationOf } from '../methods/registry';
import type { CaseStore } from '../sampling/caseStore';
import type { PatchSettings } from '../sampling/patchSource';
import { createPatchSource, createStoredPatchSource } from '../sampling/patchSource';
import { prefetched } from '../sampling/prefetch';
import type { Dataset, PatchSource } from '../sampling/types';

function settingsOf(experiment: Experiment): PatchSettings {
  const { seed, patch, augmentation, data, evaluation, iterations } = experiment;
  const { phases } = declarationOf(experiment);
  const { classes, channels } = data;
  // The source looks one iteration ahead.
  const patches = (iteration: number) => phaseAt(phases, Math.min(iteration, iterations - 1)).phase.patches;
  return { seed, patch, patches, augmentation, classes, channels, hiddenLabels: evaluation.hiddenLabels };
}

/** The batches that the experiment's method wants, from volumes in memory. */
export function createExperimentSource(experiment: Experiment, dataset: Dataset): PatchSource {
  return createPatchSource(dataset, settingsOf(experiment));
}

/** The same batches from a store of cases, each prepared while the step before it computes. */
export function createStoredExperimentSource(experiment: Experiment, cases: CaseStore): PatchSource {
  return prefetched(createStoredPatchSource(cases, settingsOf(experiment)));
}
