/** The tables of the paper, as printed; one line each. */
import { betaAblation, supervisedAblation, unsupervisedAblation } from './ablations';
import { brats } from './brats';
import { leftAtrium } from './leftAtrium';
import { pancreas } from './pancreas';
import type { PublishedTable } from './types';

export const publishedTables: readonly PublishedTable[] = [
  leftAtrium,
  pancreas,
  brats,
  betaAblation,
  supervisedAblation,
  unsupervisedAblation,
];
