/** BraTS-2019, FLAIR, whole tumour, 25 of 250 labelled (docs/method.md 1.4, 2.1). The community's files are clipped and z-scored already. */
import type { ExperimentInput } from '../experiment';

/** Volumes, patch and network of every run on this data set, whatever the method. */
export const bratsSetting = {
  iterations: 30000,
  data: {
    source: { kind: 'folder' },
    format: 'hdf5',
    axes: 'zyx',
    labelled: 25,
    splits: { train: 'train.txt', validation: 'val.txt', test: 'test.txt' },
  },
  patch: [96, 96, 96],
  augmentation: { rotateFlip: true },
  network: { kind: 'unet' },
} as const satisfies ExperimentInput;

const common = {
  ...bratsSetting,
  text: { injection: 'broadcast', prompt: 'whole-tumour', beta: 1 },
  optimiser: { learningRate: 0.05 },
} as const satisfies ExperimentInput;

export const bratsPaper = {
  ...common,
  name: 'brats-2019-paper',
  preprocessing: { normalise: 'none' },
  noise: { amplitude: 0.2 },
  supervised: { crossEntropyWeight: 1, diceWeight: 1 },
  method: {
    kind: 'llm-segnet',
    weight: 1,
    ramp: { length: 0 },
    unsupervised: { kind: 'usl', normalise: 'set', excludeComplement: true },
  },
  evaluation: { stride: [64, 64, 64] },
} as const satisfies ExperimentInput;

export const bratsTracoco = {
  ...common,
  name: 'brats-2019-tracoco',
  preprocessing: { normalise: 'min-max' },
  augmentation: { rotateFlip: true, brightness: 0.25 },
  noise: { amplitude: 0.05, clamp: [0, 1] },
  supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5 },
  method: {
    kind: 'llm-segnet',
    forward: 'separate',
    weight: 1,
    ramp: { length: 40, unit: 'epochs' },
    unsupervised: { kind: 'usl', normalise: 'set' },
  },
  evaluation: { stride: [16, 16, 16] },
} as const satisfies ExperimentInput;
