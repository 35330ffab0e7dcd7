import type { IntensityStatistics } from '../../../src/core/view/window';
import type { Affine } from '../../../src/core/volume/affine';
import type { Triple } from '../../../src/core/volume/types';
import type { CaseFacts } from '../../../src/protocol/viewer';
import type { CaseStore } from './caseStore';
import type { Comparison } from './scores';
import { NOTHING } from './scores';

/** The case on screen as far as it has come: facts first, then its grid, then voxels, then what is computed of them. */
export interface ShownCase {
  readonly generation: number;
  facts: CaseFacts | null;
  store: CaseStore | null;
  spacing: Triple;
  affine: Affine | null;
  statistics: IntensityStatistics;
  comparison: Comparison;
  /** Where to go once the masks are compared. */
  jump: 'errors' | 'difference' | null;
}

export function newCase(generation: number, facts: CaseFacts | null, jump: ShownCase['jump'] = null): ShownCase {
  const statistics: IntensityStatistics = { least: 0, most: 1, percentiles: [0, 0, 1, 1] };
  return { generation, facts, store: null, spacing: [1, 1, 1], affine: null, statistics, comparison: NOTHING, jump };
}

/** Masks of the case that can be compared with each other. */
export function comparable({ facts }: ShownCase): ('truth' | 'first' | 'second')[] {
  return (['truth', 'first', 'second'] as const).filter((layer) => facts?.layers.includes(layer));
}
