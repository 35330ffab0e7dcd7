/**
 * The systems that the paper's tables compare with, each with the backbone, schedule and test rule of its own code or, on BraTS, of SSL4MIS.
 * The left atrium's selection of a checkpoint by test cases is left out: the last one is tested.
 */
import type { ExperimentInput } from '../experiment';
import { bratsSetting } from './brats';
import { leftAtriumSetting } from './leftAtrium';

const leftAtrium = {
  ...leftAtriumSetting,
  iterations: 6000,
  preprocessing: { normalise: 'none' },
  noise: { amplitude: 0 },
  optimiser: { learningRate: 0.01, schedule: 'step', stepEvery: 2500, stepFactor: 0.1 },
} as const satisfies ExperimentInput;

/** R(.1, 40) and R(.1, 200) on the clock of 150 iterations. */
const rising = (ticks: number) => ({ weight: 0.1, ramp: { length: ticks, unit: 'ticks' } }) as const;

/** UA-MT:code/train_LA_meanteacher_certainty_unlabel.py */
export const leftAtriumUaMt = {
  ...leftAtrium,
  name: 'left-atrium-ua-mt',
  supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5, dice: 'foreground-squared' },
  method: { kind: 'ua-mt', ...rising(40) },
} as const satisfies ExperimentInput;

/** SilenceMonk/Dual-Mutual-Distillation:train_dmd.py; T = 2 is that of 8 labelled cases. */
export const leftAtriumDmd = {
  ...leftAtrium,
  name: 'left-atrium-dmd',
  supervised: { crossEntropyWeight: 0, diceWeight: 1, dice: 'foreground-squared' },
  method: { kind: 'dmd', weight: 4, temperature: 2 },
} as const satisfies ExperimentInput;

const brats = {
  ...bratsSetting,
  preprocessing: { normalise: 'none' },
  noise: { amplitude: 0 },
  supervised: { crossEntropyWeight: 0.5, diceWeight: 0.5, dice: 'squared' },
  optimiser: { learningRate: 0.01 },
  evaluation: { stride: [64, 64, 64], selection: 'best', validationEvery: 200 },
} as const satisfies ExperimentInput;

/** SSL4MIS:code/train_mean_teacher_3D.py */
export const bratsMeanTeacher = {
  ...brats,
  name: 'brats-2019-mean-teacher',
  method: { kind: 'mean-teacher', ...rising(200) },
} as const satisfies ExperimentInput;

/** SSL4MIS:code/train_entropy_minimization_3D.py */
export const bratsEm = {
  ...brats,
  name: 'brats-2019-em',
  method: { kind: 'em', ...rising(200) },
} as const satisfies ExperimentInput;

/** SSL4MIS:code/train_cross_pseudo_supervision_3D.py */
export const bratsCps = {
  ...brats,
  name: 'brats-2019-cps',
  method: { kind: 'cps', ...rising(200) },
} as const satisfies ExperimentInput;
