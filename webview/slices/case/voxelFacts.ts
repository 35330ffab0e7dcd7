import { decimals, significant } from '../../../src/core/view/format';
import { applyAffine } from '../../../src/core/volume/affine';
import type { Triple } from '../../../src/core/volume/types';
import type { CaseFacts } from '../../../src/protocol/viewer';
import { t } from '../../shared/text';
import type { ShownCase } from './shownCase';

/** What a label is called; 0 is the background. */
function labelName({ classNames }: Pick<CaseFacts, 'classNames'>, label: number): string {
  return label === 0 ? t('background') : (classNames[label - 1] ?? t('label {0}', label));
}

/** What is known of one voxel, as pairs of a name and a value. */
export function voxelFacts({ store, facts, affine }: ShownCase, voxel: Triple): [string, string][] {
  if (store === null || facts === null) return [];
  const pairs: [string, string][] = [[t('voxel'), voxel.join(', ')]];
  if (affine !== null) {
    const place = applyAffine(affine, voxel).map((value) => decimals(value, 1));
    pairs.push(['mm', place.join(', ')]);
  }
  pairs.push([t('intensity'), significant(store.intensity(voxel), 5)]);
  const names = { truth: t('truth'), ...facts.names };
  for (const layer of ['truth', 'first', 'second'] as const) {
    if (!facts.layers.includes(layer)) continue;
    const label = store.label(layer, voxel);
    const probability = layer === 'truth' ? null : (`${layer}-probability` as const);
    const share = probability === null || !facts.layers.includes(probability) ? null : store.share(probability, voxel);
    const words = [label === null ? '…' : labelName(facts, label), ...(share === null ? [] : [(share / 255).toFixed(2)])];
    pairs.push([names[layer], words.join(' ')]);
  }
  return pairs;
}
