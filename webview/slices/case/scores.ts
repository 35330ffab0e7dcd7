import { decimals, percent } from '../../../src/core/view/format';
import type { SliceCounts } from '../../../src/core/view/strip';
import { countDifferences, diceOf } from '../../../src/core/view/strip';
import { voxelCount } from '../../../src/core/volume/types';
import type { CaseFacts } from '../../../src/protocol/viewer';
import { t } from '../../shared/text';
import type { CaseStore } from './caseStore';

/** What is worked out once all masks of a case have come. */
export interface Comparison {
  /** Voxels in which A and B differ, by slice. */
  readonly difference: SliceCounts | null;
  /** Voxels in which A or B differs from the truth, by slice. */
  readonly errors: SliceCounts | null;
  /** For the table "computed here". */
  readonly rows: readonly (readonly [string, string])[];
}

export const NOTHING: Comparison = { difference: null, errors: null, rows: [] };

function added(one: SliceCounts, other: SliceCounts | null): SliceCounts {
  if (other === null) return one;
  const sum = (a: Uint32Array, b: Uint32Array): Uint32Array => a.map((value, index) => value + (b[index] ?? 0));
  return {
    axial: sum(one.axial, other.axial),
    coronal: sum(one.coronal, other.coronal),
    sagittal: sum(one.sagittal, other.sagittal),
  };
}

export function compareMasks(store: CaseStore, facts: CaseFacts): Comparison {
  const has = (layer: 'truth' | 'first' | 'second'): boolean => facts.layers.includes(layer) && store.isComplete(layer);
  const difference = has('first') && has('second') ? countDifferences(store.labels, 'first', 'second') : null;
  const first = has('first') && has('truth') ? countDifferences(store.labels, 'truth', 'first') : null;
  const second = has('second') && has('truth') ? countDifferences(store.labels, 'truth', 'second') : null;
  const errors = first === null ? second : added(first, second);
  const rows: [string, string][] = [];
  const { names } = facts;
  for (const [index, name] of facts.classNames.entries()) {
    const of = facts.classNames.length > 1 ? `, ${name}` : '';
    if (first)
      rows.push([t('Dice {0}, truth', names.first) + of, decimals(diceOf(store.labels, 'truth', 'first', index + 1), 3)]);
    if (second)
      rows.push([t('Dice {0}, truth', names.second) + of, decimals(diceOf(store.labels, 'truth', 'second', index + 1), 3)]);
    if (difference)
      rows.push([`Dice ${names.first}, ${names.second}${of}`, decimals(diceOf(store.labels, 'first', 'second', index + 1), 3)]);
  }
  if (difference) {
    const voxels = difference.axial.reduce((sum, count) => sum + count, 0);
    rows.push([`${names.first} ≠ ${names.second}`, t('{0} voxels, {1}', voxels, percent(voxels / voxelCount(store.size)))]);
  }
  return { difference, errors, rows };
}
