/** Experiments to start from; only what differs from the schema's defaults is written. One line each. */
import type { ExperimentInput } from '../experiment';
import { bratsPaper, bratsTracoco } from './brats';
import { leftAtriumPaper, leftAtriumTracoco } from './leftAtrium';
import { pancreasPaper, pancreasTracoco } from './pancreas';
import { bratsCps, bratsEm, bratsMeanTeacher, leftAtriumDmd, leftAtriumUaMt } from './rivals';
import { hippocampus, phantom } from './small';

export const presets = {
  hippocampus,
  phantom,
  'left-atrium-paper': leftAtriumPaper,
  'left-atrium-tracoco': leftAtriumTracoco,
  'pancreas-paper': pancreasPaper,
  'pancreas-tracoco': pancreasTracoco,
  'brats-2019-paper': bratsPaper,
  'brats-2019-tracoco': bratsTracoco,
  'left-atrium-ua-mt': leftAtriumUaMt,
  'left-atrium-dmd': leftAtriumDmd,
  'brats-2019-mean-teacher': bratsMeanTeacher,
  'brats-2019-em': bratsEm,
  'brats-2019-cps': bratsCps,
} as const satisfies Record<string, ExperimentInput>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as PresetName[];

/** What each is for, in a line. */
export const presetTitles: Readonly<Record<PresetName, string>> = {
  hippocampus: 'Small volumes on a CPU: MSD hippocampus, 4 labels, measured settings',
  phantom: 'Volumes made up on the spot: everything in minutes, no data needed',
  'left-atrium-paper': 'Left atrium, 8 of 80 labels, Eq. 1 to 11 to the letter',
  'left-atrium-tracoco': 'Left atrium, 8 of 80 labels, the gaps filled as in TraCoCo',
  'pancreas-paper': 'Pancreas-CT, 12 of 62 labels, Eq. 1 to 11 to the letter',
  'pancreas-tracoco': 'Pancreas-CT, 6 of 62 labels, the gaps filled as in TraCoCo',
  'brats-2019-paper': 'BraTS-2019 whole tumour, 25 of 250 labels, Eq. 1 to 11 to the letter',
  'brats-2019-tracoco': 'BraTS-2019 whole tumour, 25 of 250 labels, the gaps filled as in TraCoCo',
  'left-atrium-ua-mt': 'Left atrium, 8 of 80 labels, UA-MT with the schedule of its code',
  'left-atrium-dmd': 'Left atrium, 8 of 80 labels, DMD with the schedule of its code',
  'brats-2019-mean-teacher': 'BraTS-2019 whole tumour, 25 of 250 labels, mean teacher as in SSL4MIS',
  'brats-2019-em': 'BraTS-2019 whole tumour, 25 of 250 labels, entropy minimisation as in SSL4MIS',
  'brats-2019-cps': 'BraTS-2019 whole tumour, 25 of 250 labels, CPS as in SSL4MIS',
};
