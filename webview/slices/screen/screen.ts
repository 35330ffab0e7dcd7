import type { Plane } from '../../../src/core/view/plane';
import { planeAxes, sliceCount } from '../../../src/core/view/plane';
import type { GreyWindow } from '../../../src/core/view/window';
import type { Triple } from '../../../src/core/volume/types';
import { make } from '../../shared/dom';
import { t } from '../../shared/text';
import type { ShownCase } from '../case/shownCase';
import { voxelFacts } from '../case/voxelFacts';
import type { PointerTarget } from '../input/pointer';
import type { ViewState, VolumeMask } from '../state';
import { describePanel, describeSlice } from './captions';
import { GreyCache } from './greyCache';
import { makePanelGrid } from './panelGrid';
import { makeStrip } from './strip';
import { makeVolumePanel } from './volumePanel';

/** All that decides what is to be seen. */
interface Sight {
  readonly shown: ShownCase;
  readonly state: ViewState;
  readonly plane: Plane;
  readonly voxel: Triple;
  readonly hovered: Triple | null;
  readonly window: GreyWindow;
}

export interface ScreenEvents {
  readonly pointer: PointerTarget;
  readonly slice: (index: number) => void;
  readonly volume: (volume: VolumeMask | null) => void;
}

/** What is painted anew when anything changes: slices, 3D view, strip, and the same in numbers and words. */
export interface Screen {
  readonly stage: HTMLElement;
  readonly status: HTMLElement;
  /** For screen readers only. */
  readonly spoken: HTMLElement;
  /** Elements that take the viewer's keys while they have the focus. */
  readonly keyed: readonly HTMLElement[];
  paint(sight: Sight): void;
}

export function makeScreen({ pointer, slice, volume: toggleVolume }: ScreenEvents): Screen {
  const greys = new GreyCache();
  const grid = makePanelGrid(pointer);
  const strip = makeStrip(slice);
  const volume = makeVolumePanel(toggleVolume);
  const status = make('footer', { class: 'status' });
  const spoken = make('div', { class: 'hidden', attributes: { 'aria-live': 'polite' } });
  const slices = make('div', { class: 'slices' }, grid.element, volume.element);
  grid.element.addEventListener('pointerdown', () => grid.element.focus());

  function tell({ shown, state, plane, voxel, hovered }: Sight): void {
    const pairs = voxelFacts(shown, hovered ?? voxel);
    status.replaceChildren(
      ...pairs.map(([name, value]) => make('span', {}, make('span', { class: 'status-name', text: `${name} ` }), value)),
      make('span', {
        class: 'status-keys',
        text: state.choice === null ? t('↑↓ slice  ? keys') : t('↑↓ slice  ←→ case  w worst  d A≠B  o style  ? keys'),
      }),
    );
    const text = describeSlice(shown, state, plane, voxel);
    if (spoken.textContent !== text) spoken.textContent = text;
  }

  return {
    stage: make('div', { class: 'stage' }, slices, strip.element),
    status,
    spoken,
    keyed: [grid.element, strip.element],
    paint(sight) {
      const { shown, state, plane, voxel, window } = sight;
      const { store, facts } = shown;
      grid.build(shown, state);
      grid.captions(shown, state, plane, voxel);
      if (store === null || facts === null) return;
      grid.paint({
        ...shown,
        store,
        voxel,
        // The window as it comes out, so that late statistics repaint what was painted with early ones.
        state: { ...state, window },
        hasTruth: facts.layers.includes('truth'),
        classes: Math.max(1, facts.classNames.length),
        description: (panel, own) => describePanel(shown, state, panel, own, voxel),
        grey: (own, index) => greys.of(shown, own, index, window),
      });
      volume.show(shown, state, window);
      const through = voxel[planeAxes(plane).through];
      strip.paint(shown.comparison.difference?.[plane] ?? null, sliceCount(store.size, plane), through);
      tell(sight);
    },
  };
}
