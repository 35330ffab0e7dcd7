import { cssColour } from '../../../src/core/view/colours';
import { columnsFor, panelShape } from '../../../src/core/view/columns';
import type { Plane } from '../../../src/core/view/plane';
import { PLANES } from '../../../src/core/view/plane';
import { make } from '../../shared/dom';
import { t } from '../../shared/text';
import type { ShownCase } from '../case/shownCase';
import type { PointerTarget } from '../input/pointer';
import { followPointer } from '../input/pointer';
import type { PanelId, ViewState } from '../state';
import { isMapPanel, nameIn, panelHint, panelNote } from './captions';
import { panelColour } from './panelColour';
import type { Scene, SliceView } from './view';
import { makeSliceView } from './view';

interface Panel {
  readonly id: PanelId;
  readonly name: HTMLElement;
  readonly note: HTMLElement;
  /** In place of slices: why there are none. */
  readonly missing: HTMLElement | null;
  readonly views: readonly SliceView[];
}

export interface PanelGrid {
  readonly element: HTMLElement;
  /** Makes the panels that the state asks for, where others are there. */
  build(shown: ShownCase, state: ViewState): void;
  captions(shown: ShownCase, state: ViewState, plane: Plane, voxel: PointerVoxel): void;
  paint(scene: Scene): void;
}

type PointerVoxel = ReturnType<PointerTarget['voxel']>;

/** Panels with something to show, and those of probabilities that can say how to get them. */
function wantedPanels({ facts }: ShownCase, { panels, choice }: ViewState): PanelId[] {
  const layers = facts?.layers ?? [];
  return panels.filter((panel) => {
    if (panel === 'truth') return true;
    if (panel === 'difference') return layers.includes('first') && layers.includes('second');
    return layers.includes(panel) || (isMapPanel(panel) && choice !== null && facts !== null);
  });
}

/** Why a panel of probabilities has nothing to show, and what to do. */
function whyMissing({ facts }: ShownCase, { choice }: ViewState, panel: PanelId): string | null {
  if (facts === null || choice === null || !isMapPanel(panel) || facts.layers.includes(panel)) return null;
  const second = panel.startsWith('second');
  if (second && choice.second === null) return t('There is no second mask to look at.');
  const mask = (second ? choice.second : null) ?? choice.first;
  if (mask.model === 'mean') return t('The mean has no file of its own: choose A or B.');
  const regions = panel.endsWith('regions');
  const has = facts.layers.includes(second ? 'second-probability' : 'first-probability');
  if (regions && has) return t('This run was trained with another loss, which has no sets P, N and U.');
  return t(
    'No probabilities were kept for this case. Set evaluation.saveProbabilities to true before training, or run in a terminal: llm-segnet evaluate {0} --checkpoint {1} --probabilities',
    mask.run,
    mask.iteration,
  );
}

function planesOf({ layout }: ViewState): readonly Plane[] {
  return layout === 'all' ? PLANES : [layout];
}

function makePanel(id: PanelId, planes: readonly Plane[], why: string | null): { panel: Panel; section: HTMLElement } {
  const views = why === null ? planes.map((plane) => makeSliceView(id, plane)) : [];
  const name = make('span', { class: 'panel-name' });
  const note = make('span', { class: 'panel-note' });
  const missing = why === null ? null : make('p', { class: 'panel-missing', text: why });
  const head = make('h2', { class: 'panel-head' }, name, note);
  head.style.borderBottomColor = cssColour(panelColour(id));
  const content = make(
    'div',
    { class: 'panel-views' },
    ...(missing === null ? [] : [missing]),
    ...views.map(({ element }) => element),
  );
  const section = make('section', { class: `panel ${id}` }, head, content);
  return { panel: { id, name, note, missing, views }, section };
}

/** The panels side by side, in one row or several, whichever shows more; one or three planes each. */
export function makePanelGrid(target: PointerTarget): PanelGrid {
  const element = make('div', {
    class: 'panels',
    role: 'group',
    tabIndex: 0,
    attributes: {
      'aria-label': t('Slices. Arrow keys change slice and case; question mark lists the keys.'),
      'aria-keyshortcuts': 'ArrowUp ArrowDown ArrowLeft ArrowRight W D O T',
    },
  });
  let panels: readonly Panel[] = [];
  let built = '';
  let columns = 0;
  function showColumns(wanted: number): void {
    if (wanted === columns) return;
    columns = wanted;
    element.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  }
  return {
    element,
    build(shown, state) {
      const planes = planesOf(state);
      const wanted = wantedPanels(shown, state).map((id) => ({ id, why: whyMissing(shown, state, id) }));
      const key = JSON.stringify([wanted, planes]);
      if (key === built) return;
      built = key;
      const made = wanted.map(({ id, why }) => makePanel(id, planes, why));
      panels = made.map(({ panel }) => panel);
      element.replaceChildren(...made.map(({ section }) => section));
      showColumns(panels.length);
      for (const view of panels.flatMap(({ views }) => views)) followPointer(view, target);
    },
    captions(shown, state, plane, voxel) {
      for (const { id, name, note } of panels) {
        name.textContent = nameIn(shown, id);
        note.textContent = panelNote(shown, state, id, plane, voxel);
        // Whole where a narrow panel cuts them off.
        name.title = [name.textContent, panelHint(shown, id)].filter(Boolean).join('. ');
        note.title = note.textContent;
      }
    },
    paint(scene) {
      const box = { width: element.clientWidth, height: element.clientHeight };
      showColumns(columnsFor(panels.length, box, panelShape(scene.store.size, scene.spacing, planesOf(scene.state))));
      const measured = panels.flatMap(({ views }) => views.map((view) => ({ view, box: view.measure() })));
      for (const { view, box: own } of measured) view.paint(scene, own);
    },
  };
}
