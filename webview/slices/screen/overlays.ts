import type { Colour } from '../../../src/core/view/colours';
import {
  classColour,
  DIFFERENCE_COLOURS,
  REGION_COLOURS,
  ROLE_COLOURS,
  UNCERTAINTY_COLOUR,
} from '../../../src/core/view/colours';
import { differenceOf, FIRST_ONLY, OTHER_CLASS, onlyKind, SECOND_ONLY } from '../../../src/core/view/difference';
import type { Plane } from '../../../src/core/view/plane';
import { COMPLEMENT, CONFIDENT, UNCERTAIN } from '../../../src/core/view/regions';
import type { CaseStore } from '../case/caseStore';
import type { PanelId } from '../state';

/** One set of labels on a panel. */
export interface Overlay {
  readonly labels: Uint8Array;
  readonly colourOf: (label: number) => Colour;
  /** Fill cut into stripes whatever the style, so that two colours side by side differ in more than colour. */
  readonly hatched?: true;
  /** Outline only, dashed: what another panel shows, for comparison. */
  readonly dashed?: true;
  /** Outline only: where the shares reach a half. */
  readonly outlined?: true;
  /** A hint of a fill and no outline: what is nearly everywhere must not hide the image. */
  readonly faint?: true;
  /** In place of a fill: how opaque each pixel is, in 255ths. */
  readonly shares?: Uint8Array;
}

type MaskPanel = keyof typeof ROLE_COLOURS;

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
    { labels: onlyKind(kinds, FIRST_ONLY), colourOf: () => DIFFERENCE_COLOURS.first },
    { labels: onlyKind(kinds, SECOND_ONLY), colourOf: () => DIFFERENCE_COLOURS.second, hatched: true },
    { labels: onlyKind(kinds, OTHER_CLASS), colourOf: () => DIFFERENCE_COLOURS.classes, hatched: true },
  ];
}

/** The more opaque, the higher; the line runs where it reaches a half. */
function shareMap(shares: Uint8Array, colour: Colour): Overlay[] {
  return [{ labels: shares.map((share) => (share > 127 ? 1 : 0)), colourOf: () => colour, outlined: true, shares }];
}

/** Where the teacher is sure, where it also rules a class out, and where it is unsure (hatched). */
function regions(kinds: Uint8Array): Overlay[] {
  return [
    { labels: onlyKind(kinds, COMPLEMENT), colourOf: () => REGION_COLOURS.complement, faint: true },
    { labels: onlyKind(kinds, CONFIDENT), colourOf: () => REGION_COLOURS.confident },
    { labels: onlyKind(kinds, UNCERTAIN), colourOf: () => REGION_COLOURS.uncertain, hatched: true },
  ];
}

function mask(store: CaseStore, panel: MaskPanel, plane: Plane, index: number, classes: number): Overlay[] | null {
  const labels = store.labelSlice(panel, plane, index);
  return labels === null ? null : [{ labels, colourOf: colours(panel, classes) }];
}

function ownOverlays(store: CaseStore, panel: PanelId, plane: Plane, index: number, classes: number): Overlay[] | null {
  const map = (make: (values: Uint8Array) => Overlay[]): Overlay[] | null => {
    const values = store.labelSlice(panel as Exclude<PanelId, 'difference'>, plane, index);
    return values === null ? null : make(values);
  };
  switch (panel) {
    case 'difference':
      return difference(store, plane, index);
    case 'first-probability':
      return map((values) => shareMap(values, ROLE_COLOURS.first));
    case 'second-probability':
      return map((values) => shareMap(values, ROLE_COLOURS.second));
    case 'uncertainty':
      return map((values) => shareMap(values, UNCERTAINTY_COLOUR));
    case 'first-regions':
    case 'second-regions':
      return map(regions);
    case 'truth':
    case 'first':
    case 'second':
    case 'mean':
      return mask(store, panel, plane, index, classes);
  }
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
  const own = ownOverlays(store, panel, plane, index, classes);
  if (!withTruth || panel === 'truth' || own === null) return own;
  const truth = store.labelSlice('truth', plane, index);
  return truth === null ? own : [...own, { labels: truth, colourOf: colours('truth', classes), dashed: true }];
}
