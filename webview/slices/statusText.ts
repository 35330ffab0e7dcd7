import { decimals, significant } from '../../src/core/view/format';
import type { Affine } from '../../src/core/volume/affine';
import { applyAffine } from '../../src/core/volume/affine';
import type { Triple } from '../../src/core/volume/types';
import type { CaseFacts } from '../../src/protocol/viewer';
import type { CaseStore } from './caseStore';

/** What lies under a voxel, in pairs of name and value. */
export function voxelFacts(store: CaseStore, facts: CaseFacts, affine: Affine | null, voxel: Triple): [string, string][] {
  const label = (layer: 'truth' | 'first' | 'second' | 'mean'): string => {
    const value = store.label(layer, voxel);
    if (value === null) return '…';
    return value === 0 ? 'background' : (facts.classNames[value - 1] ?? `label ${value}`);
  };
  const pairs: [string, string][] = [['voxel', voxel.join(', ')]];
  if (affine !== null)
    pairs.push([
      'mm',
      applyAffine(affine, voxel)
        .map((value) => decimals(value, 1))
        .join(', '),
    ]);
  pairs.push(['intensity', significant(store.intensity(voxel), 5)]);
  if (facts.layers.includes('truth')) pairs.push(['truth', label('truth')]);
  if (facts.layers.includes('first')) pairs.push([facts.names.first, label('first')]);
  if (facts.layers.includes('second')) pairs.push([facts.names.second, label('second')]);
  return pairs;
}
