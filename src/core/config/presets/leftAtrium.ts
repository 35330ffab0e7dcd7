/** 2018 Atrial Segmentation Challenge, 8 of 80 labelled (docs/method.md 1.2, 2.1). The community's files are z-scored already. */
import type { ExperimentInput } from '../experiment';

/** Volumes, patch, network and windows of every run on this data set, whatever the method. */
export const leftAtriumSetting = {
  data: { source: { kind: 'folder' }, format: 'hdf5', axes: 'xyz', labelled: 8 },
  patch: [112, 112, 80],
  augmentation: { rotateFlip: true },
  network: { kind: 'vnet' },
  evaluation: { stride: [18, 18, 4] },
} as const satisfies ExperimentInput;

const common = {
  ...leftAtriumSetting,
  iterations: 9000,
  noise: { amplitude: 0.2 },
  text: { injection: 'broadcast', prompt: 'left-atrium', beta: 0.1 },
  optimiser: { learningRate: 0.05 },
} as const satisfies ExperimentInput;

export const leftAtriumPaper = {
  ...common,
  name: 'left-atrium-paper',
  preprocessing: { normalise: 'none' },
  supervised: { crossEntropyWeight: 1, diceWeight: 1 },
  method: {
    kind: 'llm-segnet',
    weight: 1,
    ramp: { length: 0 },
    unsupervised: { kind: 'usl', normalise: 'set', excludeComplement: true },
  },
} as const satisfies ExperimentInput;

export const leftAtriumTracoco = {
  ...common,
  name: 'left-atrium-tracoco',
  preprocessing: { normalise: 'min-max' },
  augmentation: { rotateFlip: true, brightness: 0.25 },
  supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5 },
  method: {
    kind: 'llm-segnet',
    forward: 'separate',
    weight: 0.3,
    ramp: { length: 40, unit: 'epochs' },
    unsupervised: { kind: 'usl', normalise: 'set' },
  },
} as const satisfies ExperimentInput;
