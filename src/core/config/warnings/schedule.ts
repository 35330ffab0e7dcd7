import { usesUnlabelled } from '../../declaration/declaration';
import { declarationOf, methodOf } from '../../methods/registry';
import { rampLength } from '../../optimiser/ramp';
import { iterationsPerEpoch } from '../../sampling/sampler';
import type { Check } from './types';

export const rampLongerThanRun: Check = {
  id: 'ramp-longer-than-run',
  find({ method, iterations, data, batch }) {
    if (!('ramp' in method)) return null;
    const perEpoch = iterationsPerEpoch(data.labelled, batch.labelled);
    const last = rampLength(method.ramp, { iterations, iterationsPerEpoch: perEpoch });
    if (last <= iterations) return null;
    const reached = Math.exp(-5 * (1 - iterations / last) ** 2);
    return {
      severity: 'warning',
      path: 'method.ramp.length',
      message: `The ramp takes ${Math.round(last)} iterations and the run has ${iterations}: the weight of the unsupervised loss ends at ${(100 * reached).toFixed(0)} % of its height.`,
      remedy: { title: 'Ramp over half the run', set: [{ path: 'method.ramp', value: { length: 0.5, unit: 'run' } }] },
    };
  },
};

export const noRamp: Check = {
  id: 'no-ramp',
  find({ method }) {
    if (!('ramp' in method) || method.ramp.length > 0 || method.weight === 0) return null;
    return {
      severity: 'hint',
      path: 'method.ramp.length',
      message:
        'Without a ramp (Eq. 1 of the LLM-SegNet paper as written) the networks learn from unlabelled images at full weight from the first iteration, when their predictions are random.',
      remedy: { title: 'Ramp over half the run', set: [{ path: 'method.ramp', value: { length: 0.5, unit: 'run' } }] },
    };
  },
};

export const zeroWeight: Check = {
  id: 'no-unsupervised-weight',
  find({ method }) {
    if (!('ramp' in method) || method.weight > 0) return null;
    return {
      severity: 'warning',
      path: 'method.weight',
      message:
        "The unsupervised loss has weight 0: nothing is learnt from unlabelled images. The method 'supervised' does the same in less time.",
    };
  },
};

export const noUnlabelledPatches: Check = {
  id: 'no-unlabelled-patches',
  find(experiment) {
    const { method, batch } = experiment;
    if (batch.unlabelled > 0 || !usesUnlabelled(declarationOf({ ...experiment, batch: { ...batch, unlabelled: 1 } })))
      return null;
    return {
      severity: 'error',
      path: 'batch.unlabelled',
      message: `${methodOf(method.kind).title} needs unlabelled patches: the batch has none. Add some, or take the method 'supervised'.`,
    };
  },
};
