import type { Colour } from '../../src/core/view/colours';
import { classColour, DIFFERENCE_COLOURS, ROLE_COLOURS } from '../../src/core/view/colours';
import { differenceOf, FIRST_ONLY, OTHER_CLASS, onlyKind, SECOND_ONLY } from '../../src/core/view/difference';
import type { Plane } from '../../src/core/view/plane';
import type { CaseStore } from './caseStore';
import type { PanelId } from './state';

/** One set of labels on a panel. */
export interface Overlay {
  readonly labels: Uint8Array;
  readonly colourOf: (label: number) => Colour;
  /** Always hatched, so that two colours side by side differ in more than colour. */
  readonly hatched: boolean;
  /** Outline only, dashed: what another panel shows, for comparison. */
  readonly dashed: boolean;
}

type MaskPanel = Exclude<PanelId, 'difference'>;

function colours(panel: MaskPanel, classes: number): (label: number) => Colour {
  return classes > 1 ? classColour : () => ROLE_COLOURS[panel];
}

/** Whose voxels differ: the first's filled, the second's hatched, other classes hatched in a third colour. */
function difference(store: CaseStore, plane: Plane, index: number): Overlay[] | null {
  const first = store.labelSlice('first', plane, index);
  const second = store.labelSlice('second', plane, index);
  if (first === null || second === null) return null;
  const kinds = differenceOf(first, second);
  return [
    { labels: onlyKind(kinds, FIRST_ONLY), colourOf: () => DIFFERENCE_COLOURS.first, hatched: false, dashed: false },
    { labels: onlyKind(kinds, SECOND_ONLY), colourOf: () => DIFFERENCE_COLOURS.second, hatched: true, dashed: false },
    { labels: onlyKind(kinds, OTHER_CLASS), colourOf: () => DIFFERENCE_COLOURS.classes, hatched: true, dashed: false },
  ];
}

/** What a panel shows over the image; null while it is on its way. `classes` counts foreground classes. */
export function overlaysOf(
  store: CaseStore,
  panel: PanelId,
  plane: Plane,
  index: number,
  classes: number,
  withTruth: boolean,
): Overlay[] | null {
  const own = panel === 'difference' ? difference(store, plane, index) : maskOf(store, panel, plane, index, classes);
  if (!withTruth || panel === 'truth' || own === null) return own;
  const truth = store.labelSlice('truth', plane, index);
  return truth === null ? own : [...own, { labels: truth, colourOf: colours('truth', classes), hatched: false, dashed: true }];
}

function maskOf(store: CaseStore, panel: MaskPanel, plane: Plane, index: number, classes: number): Overlay[] | null {
  const labels = store.labelSlice(panel, plane, index);
  return labels === null ? null : [{ labels, colourOf: colours(panel, classes), hatched: false, dashed: false }];
}
