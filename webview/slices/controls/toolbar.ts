import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { WINDOW_PRESETS } from '../../../src/core/view/window';
import type { CaseFacts, RunEntry, ViewChoice } from '../../../src/protocol/viewer';
import { make, makeComponent, makePicker } from '../../shared/dom';
import { makeRangeSlider } from '../../shared/rangeSlider';
import { t } from '../../shared/text';
import { panelName } from '../screen/captions';
import type { Layout, OverlayStyle, ViewState } from '../state';
import { LAYOUTS, PANELS, STYLES } from '../state';

export interface ToolbarEvents {
  readonly open: (choice: ViewChoice) => void;
  readonly change: (change: Partial<ViewState>) => void;
  readonly action: (action: 'worst-slice' | 'largest-difference' | 'help') => void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  show(runs: readonly RunEntry[], state: ViewState, facts: CaseFacts | null): void;
}

/** Every mask of a case that can stand beside the first: other models of the run, and other runs'. */
function comparisons(runs: readonly RunEntry[], choice: ViewChoice): [string, string][] {
  const found: [string, string][] = [];
  for (const run of runs) {
    const made = run.predictions.find(
      ({ iteration, cases }) => cases.includes(choice.caseId) && (run.key !== choice.run || iteration === choice.first.iteration),
    );
    for (const model of made?.models ?? []) {
      if (run.key === choice.first.run && model === choice.first.model) continue;
      const name = run.key === choice.run ? model : t('{0} of {1} ({2})', model, run.name, run.key);
      found.push([JSON.stringify({ run: run.key, model, iteration: made?.iteration ?? 0 }), name]);
    }
  }
  return found;
}

export function makeToolbar({ open, change, action }: ToolbarEvents): Toolbar {
  let runs: readonly RunEntry[] = [];
  let choice: ViewChoice | null = null;
  let isVolumeOpen = false;
  const withChoice = (use: (choice: ViewChoice) => void): void => {
    if (choice !== null) use(choice);
  };
  const run = makePicker(t('Run'), (key) => {
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
  const cases = makePicker(t('Case'), (caseId) => withChoice((now) => open({ ...now, caseId })));
  const iteration = makePicker(t('Iteration'), (value) =>
    withChoice((now) => {
      const at = Number(value);
      const moved = now.second !== null && now.second.run === now.run ? { ...now.second, iteration: at } : now.second;
      open({ ...now, first: { ...now.first, iteration: at }, second: moved });
    }),
  );
  const against = makePicker(t('Against'), (value) =>
    withChoice((now) => open({ ...now, second: JSON.parse(value) as ViewChoice['second'] })),
  );
  const layoutNames = { axial: t('Axial'), coronal: t('Coronal'), sagittal: t('Sagittal'), all: t('All three') };
  const styleNames = { outline: t('Outline'), fill: t('Fill'), hatch: t('Hatch') };
  const layout = makePicker(t('Plane'), (value) => change({ layout: value as Layout }));
  const window = makePicker(t('Window'), (preset) => change({ preset, window: null }));
  const style = makePicker(t('Style'), (value) => change({ style: value as OverlayStyle }));
  const opacity = makeRangeSlider(t('Opacity'), (value) => change({ opacity: value }));
  const button = (text: string, title: string, name: Parameters<ToolbarEvents['action']>[0]): HTMLElement => {
    const element = makeComponent('vscode-button', { text, title, attributes: { secondary: '' } });
    element.addEventListener('click', () => action(name));
    return element;
  };
  const volume = makeComponent('vscode-button', {
    text: '3D',
    title: t('A mask as a body, turned with the mouse'),
    attributes: { secondary: '' },
  });
  volume.addEventListener('click', () => change({ volume: isVolumeOpen ? null : 'first' }));
  const boxes = PANELS.map((id) => {
    const box = makeComponent('vscode-checkbox', { attributes: { label: panelName(id) } }) as HTMLElement & {
      checked: boolean;
    };
    box.addEventListener('change', () =>
      change({ panels: PANELS.filter((one) => boxes.some((other) => other.id === one && other.box.checked)) }),
    );
    return { id, box };
  });
  const panels = make(
    'div',
    { class: 'panel-boxes', role: 'group', attributes: { 'aria-label': t('Panels') } },
    ...boxes.map(({ box }) => box),
  );
  const worst = button(t('Worst slice'), t('Slice with most voxels that differ from the truth (w)'), 'worst-slice');
  const largest = button(t('Largest A ≠ B'), t('Slice with most voxels on which A and B differ (d)'), 'largest-difference');
  /** What a volume alone, without a run's masks, has no use for. */
  const ofMasks = [run, cases, iteration, against, style, opacity]
    .map(({ element: one }) => one)
    .concat(worst, largest, volume, panels);
  const element = make(
    'div',
    { class: 'toolbar', role: 'toolbar', attributes: { 'aria-label': t('Viewer') } },
    run.element,
    cases.element,
    iteration.element,
    against.element,
    layout.element,
    window.element,
    style.element,
    opacity.element,
    make('div', { class: 'buttons' }, worst, largest, volume, button(t('Keys'), t('Keys of the viewer (?)'), 'help')),
    panels,
  );
  return {
    element,
    show(known, state, facts) {
      [runs, choice, isVolumeOpen] = [known, state.choice, state.volume !== null];
      const shown = runs.find(({ key }) => key === choice?.run);
      for (const one of ofMasks) one.hidden = choice === null;
      if (choice !== null) {
        run.set(
          runs.map(({ key, name, state: at }) => [key, `${name} · ${t(at)} · ${key}`] as const),
          choice.run,
        );
        cases.set(
          (shown?.cases ?? []).map(({ id, role }) => [id, `${id} · ${t(role)}`] as const),
          choice.caseId,
        );
        iteration.set(
          (shown?.predictions ?? []).map((made) => [String(made.iteration), String(made.iteration)] as const),
          String(choice.first.iteration),
        );
        against.set(comparisons(runs, choice), JSON.stringify(choice.second));
      }
      layout.set(
        LAYOUTS.map((one) => [one, layoutNames[one]] as const),
        state.layout,
      );
      window.set(
        [['auto', t('Auto')], ...WINDOW_PRESETS.map(({ id, name }) => [id, t(name)] as const), ['own', t('Own')]],
        state.window === null ? state.preset : 'own',
      );
      style.set(
        STYLES.map((one) => [one, styleNames[one]] as const),
        state.style,
      );
      opacity.set(state.opacity);
      for (const { id, box } of boxes) {
        box.checked = state.panels.includes(id);
        box.setAttribute('label', panelName(id, facts?.names ?? undefined));
      }
    },
  };
}
