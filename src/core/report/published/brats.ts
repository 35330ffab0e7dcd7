import type { PublishedTable } from './types';
import { MIXED, paperProtocol, rowsOf } from './types';

const rows = [
  ...rowsOf('25 (10%)', '0', [['U-Net', 74.43, 61.86, 37.11, 2.79]]),
  ...rowsOf('50 (20%)', '0', [['U-Net', 80.16, 71.55, 22.68, 3.43]]),
  ...rowsOf('25 (10%)', '225 (90%)', [
    ['DAN', 81.71, 71.43, 15.15, 2.32],
    ['CPS', 82.52, 72.66, 13.08, 2.66],
    ['EM', 82.27, 72.15, 11.98, 2.42],
    ['DTC', 81.75, 71.63, 15.73, 2.56],
    ['CCT', 82.15, 71.59, 16.57, 2.11],
    ['URPC', 82.59, 72.11, 13.88, 3.72],
    ['CPCL', 83.36, 73.23, 11.74, 1.99],
    ['AC-MT', 83.77, 73.96, 11.37, 1.93],
    ['MLRPL', 84.29, 74.74, 9.57, 2.55],
    ['LLM-SegNet (paper)', 85.95, 76.71, 7.62, 1.74],
  ]),
  ...rowsOf('50 (20%)', '200 (80%)', [
    ['DAN', 83.31, 73.53, 10.86, 2.23],
    ['CPS', 84.01, 74.02, 12.16, 2.18],
    ['EM', 82.91, 73.15, 10.52, 2.48],
    ['DTC', 83.43, 73.56, 14.77, 2.34],
    ['CCT', 82.53, 72.36, 15.87, 2.21],
    ['URPC', 82.93, 72.57, 15.93, 4.19],
    ['CPCL', 83.48, 74.08, 9.53, 2.08],
    ['AC-MT', 84.63, 74.39, 9.5, 2.11],
    ['MLRPL', 85.47, 76.32, 7.76, 2],
    ['LLM-SegNet (paper)', 86.69, 77.57, 6.83, 1.71],
  ]),
];

export const brats: PublishedTable = {
  number: 4,
  title: 'BraTS-2019: semi-supervised methods (arXiv 2407.05088, Table 4)',
  rows,
  protocol: paperProtocol('BraTS-2019', '250 training, 25 validation, 60 test cases', '64 x 64 x 64'),
  notes: [MIXED, 'The modalities used are not stated; the numbers fit FLAIR, whole tumour.'],
};
