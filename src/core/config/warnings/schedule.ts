import { iterationsPerEpoch } from '../../sampling/sampler';
import type { Check } from './types';

export const rampLongerThanRun: Check = {
  id: 'ramp-longer-than-run',
  find({ method, iterations, data, batch }) {
    if (method.kind !== 'llm-segnet') return null;
    const { length, unit } = method.ramp;
    const perEpoch = iterationsPerEpoch(data.labelled, batch.labelled);
    const last = length * { run: iterations, iterations: 1, epochs: perEpoch }[unit];
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
    if (method.kind !== 'llm-segnet' || method.ramp.length > 0 || method.weight === 0) return null;
    return {
      severity: 'hint',
      path: 'method.ramp.length',
      message:
        'Without a ramp (Eq. 1 as written) the networks teach each other at full weight from the first iteration, when their pseudo-labels are random.',
      remedy: { title: 'Ramp over half the run', set: [{ path: 'method.ramp', value: { length: 0.5, unit: 'run' } }] },
    };
  },
};

export const zeroWeight: Check = {
  id: 'no-unsupervised-weight',
  find({ method, batch }) {
    if (method.kind !== 'llm-segnet' || (method.weight > 0 && batch.unlabelled > 0)) return null;
    const none = batch.unlabelled === 0;
    return {
      severity: none ? 'error' : 'warning',
      path: none ? 'batch.unlabelled' : 'method.weight',
      message: none
        ? "Co-training needs unlabelled patches: the batch has none. Add some, or take the method 'supervised'."
        : "The unsupervised loss has weight 0: two networks train side by side and learn nothing from each other. The method 'supervised' does the same in half the time.",
    };
  },
};
