import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { WINDOW_PRESETS } from '../../src/core/view/window';
import type { RunEntry, ViewChoice } from '../../src/protocol/viewer';
import { make, makeComponent, makePicker } from '../shared/dom';
import { makeRangeSlider } from '../shared/rangeSlider';
import type { Layout, OverlayStyle, PanelId, ViewState } from './state';
import { LAYOUTS, PANELS, STYLES } from './state';

export interface ToolbarEvents {
  readonly open: (choice: ViewChoice) => void;
  readonly change: (change: Partial<ViewState>) => void;
  readonly action: (action: 'worst-slice' | 'largest-difference' | 'help') => void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  show(runs: readonly RunEntry[], state: ViewState): void;
}

export const PANEL_NAMES: Readonly<Record<PanelId, string>> = {
  truth: 'Truth',
  first: 'A',
  second: 'B',
  difference: 'A ≠ B',
  mean: 'Mean',
};

/** Every mask of a case that can stand beside the first: other models of the run, and other runs'. */
function comparisons(runs: readonly RunEntry[], choice: ViewChoice): [string, string][] {
  const found: [string, string][] = [];
  for (const run of runs) {
    const made = run.predictions.find(
      ({ iteration, cases }) => cases.includes(choice.caseId) && (run.key !== choice.run || iteration === choice.first.iteration),
    );
    for (const model of made?.models ?? []) {
      if (run.key === choice.first.run && model === choice.first.model) continue;
      const name = run.key === choice.run ? model : `${model} of ${run.name} (${run.key})`;
      found.push([JSON.stringify({ run: run.key, model, iteration: made?.iteration ?? 0 }), name]);
    }
  }
  return found;
}

export function makeToolbar({ open, change, action }: ToolbarEvents): Toolbar {
  let runs: readonly RunEntry[] = [];
  let choice: ViewChoice | null = null;
  const withChoice = (use: (choice: ViewChoice) => void): void => {
    if (choice !== null) use(choice);
  };
  const run = makePicker('Run', (key) => {
    const next = runs.find((one) => one.key === key);
    const made = next?.predictions[0];
    const caseId =
      next?.cases.find(({ id }) => id === choice?.caseId && (made?.cases.includes(id) ?? true))?.id ??
      made?.cases[0] ??
      next?.cases[0]?.id;
    if (next === undefined || caseId === undefined) return;
    const [first = 'A', second] = (made?.models ?? []).filter((model) => model !== 'mean');
    const mask = (model: string) => ({ run: key, model, iteration: made?.iteration ?? 0 });
    open({ run: key, caseId, first: mask(first), second: second === undefined ? null : mask(second) });
  });
  const cases = makePicker('Case', (caseId) => withChoice((now) => open({ ...now, caseId })));
  const iteration = makePicker('Iteration', (value) =>
    withChoice((now) => {
      const at = Number(value);
      const moved = now.second !== null && now.second.run === now.run ? { ...now.second, iteration: at } : now.second;
      open({ ...now, first: { ...now.first, iteration: at }, second: moved });
    }),
  );
  const against = makePicker('Against', (value) =>
    withChoice((now) => open({ ...now, second: JSON.parse(value) as ViewChoice['second'] })),
  );
  const layout = makePicker('Plane', (value) => change({ layout: value as Layout }));
  const window = makePicker('Window', (preset) => change({ preset, window: null }));
  const style = makePicker('Style', (value) => change({ style: value as OverlayStyle }));
  const opacity = makeRangeSlider('Opacity', (value) => change({ opacity: value }));
  const button = (text: string, title: string, name: Parameters<ToolbarEvents['action']>[0]): HTMLElement => {
    const element = makeComponent('vscode-button', { text, title, attributes: { secondary: '' } });
    element.addEventListener('click', () => action(name));
    return element;
  };
  const boxes = PANELS.map((id) => {
    const box = makeComponent('vscode-checkbox', { attributes: { label: PANEL_NAMES[id] } }) as HTMLElement & {
      checked: boolean;
    };
    box.addEventListener('change', () =>
      change({ panels: PANELS.filter((one) => boxes.some((other) => other.id === one && other.box.checked)) }),
    );
    return { id, box };
  });
  const panels = make(
    'div',
    { class: 'panel-boxes', role: 'group', attributes: { 'aria-label': 'Panels' } },
    ...boxes.map(({ box }) => box),
  );
  const element = make(
    'div',
    { class: 'toolbar', role: 'toolbar', attributes: { 'aria-label': 'Viewer' } },
    run.element,
    cases.element,
    iteration.element,
    against.element,
    layout.element,
    window.element,
    style.element,
    opacity.element,
    make(
      'div',
      { class: 'buttons' },
      button('Worst slice', 'Slice with most voxels that differ from the truth (w)', 'worst-slice'),
      button('Largest A ≠ B', 'Slice with most voxels on which A and B differ (d)', 'largest-difference'),
      button('Keys', 'Keys of the viewer (?)', 'help'),
    ),
    panels,
  );
  layout.set(
    LAYOUTS.map((one) => [one, one === 'all' ? 'All three' : one[0]?.toUpperCase() + one.slice(1)] as const),
    'axial',
  );
  style.set(
    STYLES.map((one) => [one, one[0]?.toUpperCase() + one.slice(1)] as const),
    'fill',
  );
  return {
    element,
    show(known, state) {
      [runs, choice] = [known, state.choice];
      const shown = runs.find(({ key }) => key === choice?.run);
      for (const { element: one } of [run, cases, iteration, against]) one.hidden = choice === null;
      panels.hidden = choice === null;
      if (choice !== null) {
        run.set(
          runs.map(({ key, name, state: at }) => [key, `${name} · ${at} · ${key}`] as const),
          choice.run,
        );
        cases.set(
          (shown?.cases ?? []).map(({ id, role }) => [id, `${id} · ${role}`] as const),
          choice.caseId,
        );
        iteration.set(
          (shown?.predictions ?? []).map((made) => [String(made.iteration), String(made.iteration)] as const),
          String(choice.first.iteration),
        );
        against.set(comparisons(runs, choice), JSON.stringify(choice.second));
      }
      layout.set(
        LAYOUTS.map((one) => [one, one === 'all' ? 'All three' : one[0]?.toUpperCase() + one.slice(1)] as const),
        state.layout,
      );
      window.set(
        [['auto', 'Auto'], ...WINDOW_PRESETS.map(({ id, name }) => [id, name] as const), ['own', 'Own']],
        state.window === null ? state.preset : 'own',
      );
      style.set(
        STYLES.map((one) => [one, one[0]?.toUpperCase() + one.slice(1)] as const),
        state.style,
      );
      opacity.set(state.opacity);
      for (const { id, box } of boxes) box.checked = state.panels.includes(id);
    },
  };
}
