import { estimateMemory } from '../memory';
import type { Check } from './types';

const GB = 2 ** 30;

export const memory: Check = {
  id: 'memory',
  find(experiment, { machine, data }) {
    const available = machine?.memoryBytes;
    if (available === undefined) return null;
    const needed = estimateMemory(experiment) + (data?.volumeBytes ?? 0);
    if (needed <= available) return null;
    return {
      severity: 'warning',
      path: 'patch',
      message: `Training will take about ${(needed / GB).toFixed(1)} GB and this machine has ${(available / GB).toFixed(1)} GB. A smaller patch, batch or number of filters takes less.`,
    };
  },
};

export const slowBackend: Check = {
  id: 'slow-backend',
  find({ run }) {
    if (run.backend !== 'js') return null;
    return {
      severity: 'warning',
      path: 'run.backend',
      message: "The backend 'js' is hundreds of times slower than 'native': for a look only.",
      remedy: { title: "Set backend to 'auto'", set: [{ path: 'run.backend', value: 'auto' }] },
    };
  },
};

export const bfloat16Elsewhere: Check = {
  id: 'bfloat16-backend',
  find({ run }) {
    if (run.precision !== 'bfloat16' || run.backend === 'auto' || run.backend === 'native') return null;
    return {
      severity: 'error',
      path: 'run.precision',
      message: `bfloat16 is a storage of the backend 'native'; '${run.backend}' has float32 only.`,
      remedy: { title: "Set precision to 'auto'", set: [{ path: 'run.precision', value: 'auto' }] },
    };
  },
};
