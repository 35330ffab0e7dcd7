/** The two phases of BCP, and what they ask of a batch. */
import type { MethodExperiment, Phase } from '../declaration/declaration';
import { scheduleSettings } from '../optimiser/schedule';
import type { MethodCheck } from './types';

export const PRETRAINING = 'pretraining';

/** Pretraining on labelled images at a constant rate, for a share of the run; then self-training with the experiment's schedule. */
export function bcpPhases(share: number, { iterations, batch }: MethodExperiment): Phase[] {
  const wanted = share === 0 ? 0 : Math.max(1, Math.round(share * iterations));
  const first = Math.min(wanted, iterations - 1);
  const pretraining: Phase = {
    name: PRETRAINING,
    iterations: first,
    patches: { labelled: batch.labelled, unlabelled: 0 },
    schedule: scheduleSettings.parse({ schedule: 'constant' }),
  };
  const selfTraining: Phase = { name: 'self-training', iterations: iterations - first, patches: { ...batch } };
  return first === 0 ? [selfTraining] : [pretraining, selfTraining];
}

export const pairs: MethodCheck<MethodExperiment> = {
  id: 'bcp-pairs',
  find({ batch: { labelled, unlabelled } }) {
    if (labelled === unlabelled && labelled > 0 && labelled % 2 === 0) return null;
    const count = Math.max(2, 2 * Math.ceil(Math.max(labelled, unlabelled) / 2));
    return {
      severity: 'error',
      path: 'batch',
      message: `BCP pastes half of the labelled patches into half of the unlabelled ones and the other half the other way round: it needs as many unlabelled as labelled patches, and an even number of each. The batch has ${labelled} labelled and ${unlabelled} unlabelled.`,
      remedy: {
        title: `Take ${count} and ${count}`,
        set: [
          { path: 'batch.labelled', value: count },
          { path: 'batch.unlabelled', value: count },
        ],
      },
    };
  },
};
