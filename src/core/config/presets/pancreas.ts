/** NIH Pancreas-CT, 12 or 6 of 62 labelled (docs/method.md 1.3, 2.1): crop only, because turning and mirroring ruin it. */
import type { ExperimentInput } from '../experiment';

const data = { source: { kind: 'folder' }, format: 'hdf5', axes: 'xyz' } as const satisfies ExperimentInput['data'];

const common = {
  iterations: 10000,
  patch: [96, 96, 96],
  augmentation: { rotateFlip: false },
  network: { kind: 'vnet' },
  text: { injection: 'broadcast', prompt: 'pancreas', beta: 1 },
  optimiser: { learningRate: 0.025 },
  evaluation: { stride: [16, 16, 16] },
} as const satisfies ExperimentInput;

export const pancreasPaper = {
  ...common,
  name: 'pancreas-paper',
  data: { ...data, labelled: 12 },
  preprocessing: { normalise: 'none' },
  noise: { amplitude: 0.2 },
  supervised: { crossEntropyWeight: 1, diceWeight: 1 },
  method: {
    kind: 'llm-segnet',
    weight: 1,
    ramp: { length: 0 },
    unsupervised: { kind: 'usl', normalise: 'set', excludeComplement: true },
  },
} as const satisfies ExperimentInput;

export const pancreasTracoco = {
  ...common,
  name: 'pancreas-tracoco',
  data: { ...data, labelled: 6 },
  preprocessing: { normalise: 'min-max' },
  noise: { amplitude: 0.05, clamp: [0, 1] },
  supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5 },
  method: {
    kind: 'llm-segnet',
    forward: 'separate',
    weight: 0.3,
    ramp: { length: 40, unit: 'epochs' },
    unsupervised: { kind: 'usl', normalise: 'set' },
  },
} as const satisfies ExperimentInput;
