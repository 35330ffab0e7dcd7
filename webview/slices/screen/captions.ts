import type { Plane } from '../../../src/core/view/plane';
import { planeAxes, sliceCount } from '../../../src/core/view/plane';
import { UNCERTAIN } from '../../../src/core/view/regions';
import type { Triple } from '../../../src/core/volume/types';
import type { MapLayer } from '../../../src/protocol/viewer';
import { MAP_LAYERS } from '../../../src/protocol/viewer';
import { t } from '../../shared/text';
import { measuredDice } from '../case/measuredDice';
import type { ShownCase } from '../case/shownCase';
import { voxelFacts } from '../case/voxelFacts';
import type { PanelId, ViewState } from '../state';

const planeName = (plane: Plane): string => ({ axial: t('axial'), coronal: t('coronal'), sagittal: t('sagittal') })[plane];

export function isMapPanel(panel: PanelId): panel is MapLayer {
  return (MAP_LAYERS as readonly string[]).includes(panel);
}

/** What a panel is called; `first` and `second` are the names of the two masks. */
export function panelName(panel: PanelId, { first, second } = { first: 'A', second: 'B' }, hasTruth = true): string {
  const names: Readonly<Record<PanelId, string>> = {
    truth: hasTruth ? t('Image + truth') : t('Image'),
    first,
    second,
    difference: `${first} ≠ ${second}`,
    mean: t('Mean'),
    'first-probability': t('Probability {0}', first),
    'second-probability': t('Probability {0}', second),
    uncertainty: t('Uncertainty'),
    'first-regions': t('P, N, U of {0}', first),
    'second-regions': t('P, N, U of {0}', second),
  };
  return names[panel];
}

function nameIn({ facts }: ShownCase, panel: PanelId): string {
  return panelName(panel, facts?.names, facts?.layers.includes('truth'));
}

/** The number at the right of a panel's head. */
export function panelNote(shown: ShownCase, { choice }: ViewState, panel: PanelId, plane: Plane, voxel: Triple): string {
  const { store, comparison, facts } = shown;
  const index = voxel[planeAxes(plane).through];
  const share = (layer: MapLayer): string => {
    const value = facts?.layers.includes(layer) ? (store?.share(layer, voxel) ?? null) : null;
    return value === null ? '' : (value / 255).toFixed(2);
  };
  const counts = comparison.difference?.[plane];
  switch (panel) {
    case 'first':
      return measuredDice(facts, choice?.run, choice?.first);
    case 'second':
      return measuredDice(facts, choice?.run, choice?.second);
    case 'mean':
      return measuredDice(facts, choice?.run, choice && { ...choice.first, model: 'mean' });
    case 'truth':
      return store === null ? '' : t('{0} of {1}', index + 1, sliceCount(store.size, plane));
    case 'difference':
      return counts === undefined ? '' : t('{0} voxels here', counts[index] ?? 0);
    case 'first-regions':
    case 'second-regions': {
      const kinds = facts?.layers.includes(panel) ? store?.labelSlice(panel, plane, index) : null;
      return kinds ? `U ${kinds.reduce((count, kind) => count + Number(kind === UNCERTAIN), 0)}` : '';
    }
    case 'first-probability':
    case 'second-probability':
    case 'uncertainty':
      return share(panel);
  }
}

/** What the colours of a panel say, for a pointer that rests on its name. */
export function panelHint({ facts }: ShownCase, panel: PanelId): string {
  if (panel === 'uncertainty') return t('Entropy of the mean of both models; 1 where all classes are as likely');
  if (!panel.endsWith('regions') || !facts?.thresholds) return '';
  const { t1, t2 } = facts.thresholds;
  return t('P: highest probability above {0}. N: a class below {1}. U: the others, hatched', t1, t2);
}

/** A panel's slice in words, for those who do not see it. */
export function describePanel(shown: ShownCase, state: ViewState, panel: PanelId, plane: Plane, voxel: Triple): string {
  const { store, facts, comparison } = shown;
  if (store === null || facts === null) return nameIn(shown, panel);
  const index = voxel[planeAxes(plane).through];
  const place = t('{0} slice {1} of {2}', planeName(plane), index + 1, sliceCount(store.size, plane));
  const parts = [[facts.title, nameIn(shown, panel), place].join(', ')];
  for (const mask of ['first', 'second'] as const) {
    const note = facts.layers.includes(mask) ? panelNote(shown, state, mask, plane, voxel) : '';
    if (note !== '') parts.push(`${nameIn(shown, mask)} ${note}`);
  }
  const differ = comparison.difference?.[plane][index];
  if (differ !== undefined) parts.push(t('{0} voxels differ here', differ));
  return parts.join('; ');
}

/** The slice in sight and what lies under the crosshair, for screen readers. */
export function describeSlice(shown: ShownCase, state: ViewState, plane: Plane, voxel: Triple): string {
  const slice = describePanel(shown, state, 'truth', plane, voxel);
  if (shown.store === null || shown.facts === null) return slice;
  const under = voxelFacts(shown, voxel).map((pair) => pair.join(' '));
  return `${slice}; ${t('at the crosshair: {0}', under.join(', '))}`;
}

export { nameIn };
