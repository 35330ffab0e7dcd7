import { WHOLE, zoomed } from '../../src/core/view/geometry';
import { actionOf, KEYS, type ViewerAction } from '../../src/core/view/keys';
import type { Axis, Plane } from '../../src/core/view/plane';
import { clampVoxel, middleOf, PLANES, planeAxes, sliceCount, sliceSize } from '../../src/core/view/plane';
import { renderGrey } from '../../src/core/view/render';
import { centreOfDifference, largestSlice } from '../../src/core/view/strip';
import type { GreyWindow, IntensityStatistics } from '../../src/core/view/window';
import { defaultPreset, windowOf } from '../../src/core/view/window';
import type { Affine } from '../../src/core/volume/affine';
import type { Triple } from '../../src/core/volume/types';
import type { CaseFacts, RunEntry, ViewerMessage, ViewerRequest } from '../../src/protocol/viewer';
import { make, makeTable } from '../shared/dom';
import type { Editor } from '../shared/editor';
import { onThemeChange } from '../shared/theme';
import { CaseStore } from './caseStore';
import { canvasOf } from './paint';
import { followPointer } from './pointer';
import type { Comparison } from './scores';
import { compareMasks, NOTHING } from './scores';
import { sideContent } from './side';
import type { PanelId, ViewState } from './state';
import { LAYOUTS, restoreState, STYLES } from './state';
import { voxelFacts } from './statusText';
import { makeStrip } from './strip';
import { makeToolbar, PANEL_NAMES } from './toolbar';
import type { SliceView } from './view';
import { makeSliceView } from './view';

const NO_STATISTICS: IntensityStatistics = { least: 0, most: 1, percentiles: [0, 0, 1, 1] };

/** The whole viewer: what it knows, and how what the host and the user say changes that. */
export class ViewerApp {
  private readonly state: ViewState;
  private runs: readonly RunEntry[] = [];
  private generation = -1;
  private facts: CaseFacts | null = null;
  private store: CaseStore | null = null;
  private spacing: Triple = [1, 1, 1];
  private affine: Affine | null = null;
  private statistics = NO_STATISTICS;
  private comparison: Comparison = NOTHING;
  private hovered: Triple | null = null;
  private views: SliceView[] = [];
  private built = '';
  private scheduled = false;
  private readonly greys = new Map<Plane, { key: string; canvas: HTMLCanvasElement }>();
  private readonly toolbar;
  private readonly strip = makeStrip((index) => this.goTo(this.plane(), index));
  private readonly panels = make('div', {
    class: 'panels',
    role: 'group',
    tabIndex: 0,
    attributes: {
      'aria-label': 'Slices. Arrow keys change slice and case; question mark lists the keys.',
      'aria-keyshortcuts': 'ArrowUp ArrowDown ArrowLeft ArrowRight W D O T',
    },
  });
  private readonly side = make('aside', { class: 'side', attributes: { 'aria-label': 'Numbers of this case' } });
  private readonly status = make('footer', { class: 'status' });
  private readonly problems = make('div', { class: 'problems', role: 'alert' });
  private readonly spoken = make('div', { class: 'hidden', attributes: { 'aria-live': 'polite' } });
  private readonly help = make('dialog', { class: 'help', attributes: { 'aria-label': 'Keys of the viewer' } });

  constructor(private readonly editor: Editor<ViewerRequest, ViewerMessage>) {
    this.state = restoreState(editor.recall());
    this.toolbar = makeToolbar({
      open: (choice) => this.editor.send({ kind: 'open', choice }),
      change: (change) => this.change(change),
      action: (action) => this.act(action),
    });
    const stage = make('div', { class: 'stage' }, this.panels, this.strip.element);
    document.body.append(
      make(
        'main',
        { class: 'viewer' },
        make('h1', { class: 'hidden', text: 'LLM-SegNet slice viewer' }),
        this.toolbar.element,
        this.problems,
        make('div', { class: 'middle' }, stage, this.side),
        this.status,
        this.spoken,
        this.help,
      ),
    );
    this.fillHelp();
    // Keys belong to the slices while they have the focus, and to nothing else in the editor.
    for (const element of [this.panels, this.strip.element]) {
      element.addEventListener('keydown', (event) => {
        const action = actionOf(event);
        if (action === null) return;
        event.preventDefault();
        event.stopPropagation();
        this.act(action);
      });
    }
    this.panels.addEventListener('pointerdown', () => this.panels.focus());
    new ResizeObserver(() => this.repaint()).observe(this.panels);
    onThemeChange(() => this.repaint());
    editor.listen((message) => this.take(message));
    editor.send({ kind: 'ready', choice: this.state.choice });
  }

  private fillHelp(): void {
    const close = make('button', { class: 'close', text: 'Close' });
    close.addEventListener('click', () => this.help.close());
    const mouse = [
      ['left button', 'crosshair'],
      ['wheel', 'slices'],
      ['Ctrl + wheel', 'zoom'],
      ['middle, or Shift + left', 'pan'],
      ['right button', 'window and level'],
    ];
    this.help.append(
      makeTable(
        'Keys of the viewer',
        ['Key', 'What it does'],
        [...KEYS.map(({ keys, meaning }) => [keys.join(' or '), meaning]), ...mouse],
      ),
      close,
    );
  }

  private take(message: ViewerMessage): void {
    if (message.kind === 'catalogue') {
      this.runs = message.runs;
      this.toolbar.show(this.runs, this.state);
      return;
    }
    if (message.kind === 'case') {
      this.openCase(message);
      return;
    }
    if (message.generation !== this.generation && !(message.kind === 'problem' && message.layer === null)) return;
    switch (message.kind) {
      case 'facts':
        this.facts = message.facts;
        this.showFacts();
        break;
      case 'grid':
        this.openGrid(message);
        break;
      case 'statistics':
        this.statistics = message.statistics;
        break;
      case 'slice':
        this.store?.takeSlice(message);
        break;
      case 'slab':
        this.editor.send({ kind: 'received', generation: message.generation, bytes: message.bytes });
        void this.takeSlab(message);
        break;
      case 'complete':
        break;
      case 'problem':
        this.problems.append(make('p', { text: message.text }));
        break;
    }
    this.repaint();
  }

  private openCase({ generation, choice, facts }: Extract<ViewerMessage, { kind: 'case' }>): void {
    const sameCase = this.state.choice?.caseId === choice?.caseId && this.facts !== null && this.facts.title === facts.title;
    this.generation = generation;
    this.facts = facts;
    // A newer iteration of the same case keeps the place; another case starts in its middle.
    if (!sameCase && this.facts !== null && this.store !== null)
      [this.state.voxel, this.state.window, this.state.look] = [null, null, WHOLE];
    this.state.choice = choice;
    this.store = null;
    this.comparison = NOTHING;
    this.problems.replaceChildren();
    this.showFacts();
    this.change({});
  }

  private openGrid({ size, spacing, affine }: Extract<ViewerMessage, { kind: 'grid' }>): void {
    const own = this.generation;
    this.spacing = spacing;
    this.affine = affine;
    const highest = this.facts === null || this.facts.layers.length === 1 ? 1 : this.facts.classNames.length;
    this.store = new CaseStore(size, highest, (layer, plane, index) =>
      this.editor.send({ kind: 'slice', generation: own, layer, plane, index }),
    );
    this.state.voxel = clampVoxel(size, this.state.voxel ?? middleOf(size));
  }

  private async takeSlab(slab: Extract<ViewerMessage, { kind: 'slab' }>): Promise<void> {
    const { store, facts } = this;
    if (store === null || facts === null) return;
    await store.takeSlab(slab);
    if (store !== this.store) return;
    const masks = facts.layers.filter((layer) => layer === 'truth' || layer === 'first' || layer === 'second');
    if (this.comparison === NOTHING && masks.length > 1 && masks.every((layer) => store.isComplete(layer))) {
      this.comparison = compareMasks(store, facts);
      this.showFacts();
    }
    this.repaint();
  }

  private showFacts(): void {
    if (this.facts === null) return;
    document.title = this.facts.title;
    this.side.replaceChildren(...sideContent(this.facts, this.comparison.rows));
    this.side.hidden = this.side.childElementCount === 0;
  }

  /** Changes what is set, shows it and keeps it. */
  private change(change: Partial<ViewState>): void {
    Object.assign(this.state, change);
    this.toolbar.show(this.runs, this.state);
    this.editor.remember(this.state);
    this.repaint();
  }

  private plane(): Plane {
    return this.state.layout === 'all' ? 'axial' : this.state.layout;
  }

  private voxel(): Triple {
    return this.state.voxel ?? [0, 0, 0];
  }

  private goTo(plane: Plane, index: number): void {
    if (this.store === null) return;
    const voxel: [number, number, number] = [...this.voxel()];
    voxel[planeAxes(plane).through] = index;
    this.change({ voxel: clampVoxel(this.store.size, voxel) });
  }

  private step(plane: Plane, slices: number): void {
    this.goTo(plane, this.voxel()[planeAxes(plane).through] + slices);
  }

  private move(axis: Axis, by: number): void {
    if (this.store === null) return;
    const voxel: [number, number, number] = [...this.voxel()];
    voxel[axis] += by;
    this.change({ voxel: clampVoxel(this.store.size, voxel) });
  }

  private jump(what: 'errors' | 'difference'): void {
    const counts = this.comparison[what] ?? (what === 'errors' ? this.comparison.difference : null);
    if (this.store === null || counts === null) return;
    const plane = this.plane();
    const index = largestSlice(counts[plane]);
    if (index === null) return;
    const pair =
      what === 'errors' && this.comparison.errors !== null ? (['truth', 'first'] as const) : (['first', 'second'] as const);
    const voxel = centreOfDifference(this.store.labels, pair[0], pair[1], plane, index);
    if (voxel === null) this.goTo(plane, index);
    else this.change({ voxel });
  }

  private nextCase(by: number): void {
    const { choice } = this.state;
    const cases = this.runs.find(({ key }) => key === choice?.run)?.cases ?? [];
    const place = cases.findIndex(({ id }) => id === choice?.caseId);
    const next = cases[(place + by + cases.length) % Math.max(1, cases.length)];
    if (choice !== null && next !== undefined) this.editor.send({ kind: 'open', choice: { ...choice, caseId: next.id } });
  }

  private act(action: ViewerAction): void {
    const { state } = this;
    const plane = this.plane();
    const { across, down } = planeAxes(plane);
    const actions: Readonly<Record<ViewerAction, () => void>> = {
      'next-slice': () => this.step(plane, 1),
      'previous-slice': () => this.step(plane, -1),
      'ten-forward': () => this.step(plane, 10),
      'ten-back': () => this.step(plane, -10),
      'first-slice': () => this.goTo(plane, 0),
      'last-slice': () => this.goTo(plane, Number.MAX_SAFE_INTEGER),
      'next-case': () => this.nextCase(1),
      'previous-case': () => this.nextCase(-1),
      left: () => this.move(across, 1),
      right: () => this.move(across, -1),
      up: () => this.move(down, 1),
      down: () => this.move(down, -1),
      'zoom-in': () => this.change({ look: zoomed(state.look, 1.25, this.crosshairShare(plane)) }),
      'zoom-out': () => this.change({ look: zoomed(state.look, 0.8, this.crosshairShare(plane)) }),
      'zoom-reset': () => this.change({ look: WHOLE }),
      axial: () => this.change({ layout: LAYOUTS[0] }),
      coronal: () => this.change({ layout: LAYOUTS[1] }),
      sagittal: () => this.change({ layout: LAYOUTS[2] }),
      'all-planes': () => this.change({ layout: LAYOUTS[3] }),
      'worst-slice': () => this.jump('errors'),
      'largest-difference': () => this.jump('difference'),
      style: () => this.change({ style: STYLES[(STYLES.indexOf(state.style) + 1) % STYLES.length] ?? 'fill' }),
      truth: () => this.change({ truthEverywhere: !state.truthEverywhere }),
      smooth: () => this.change({ smooth: !state.smooth }),
      'more-opaque': () => this.change({ opacity: Math.min(1, state.opacity + 0.1) }),
      'less-opaque': () => this.change({ opacity: Math.max(0, state.opacity - 0.1) }),
      crosshair: () => this.change({ crosshair: !state.crosshair }),
      help: () => this.help.showModal(),
    };
    actions[action]();
  }

  private crosshairShare(plane: Plane): { u: number; v: number } {
    if (this.store === null) return { u: 0.5, v: 0.5 };
    const { across, down } = planeAxes(plane);
    const { width, height } = sliceSize(this.store.size, plane);
    return { u: (width - this.voxel()[across] - 0.5) / width, v: (height - this.voxel()[down] - 0.5) / height };
  }

  private window(): GreyWindow {
    const { preset, window } = this.state;
    return window ?? windowOf(preset === 'auto' ? defaultPreset(this.statistics) : preset, this.statistics);
  }

  private grey(plane: Plane, index: number): HTMLCanvasElement | null {
    const { store } = this;
    const slice = store?.slice('image', plane, index) ?? null;
    if (store === null || slice === null) return null;
    const window = this.window();
    const key = [this.generation, index, window.low, window.high].join('/');
    const cached = this.greys.get(plane);
    if (cached?.key === key) return cached.canvas;
    const canvas = canvasOf(renderGrey(slice, window), sliceSize(store.size, plane), cached?.canvas);
    // Coronal and sagittal slices fill up while slabs come in; only whole ones are kept.
    this.greys.set(plane, { key: store.isComplete('image') || plane === 'axial' ? key : '', canvas });
    return canvas;
  }

  private panelName(panel: PanelId): string {
    const { first, second } = this.facts?.names ?? { first: 'A', second: 'B' };
    const names: Readonly<Record<PanelId, string>> = {
      ...PANEL_NAMES,
      truth: this.facts?.layers.includes('truth') ? 'Image + truth' : 'Image',
      first,
      second,
      difference: `${first} ≠ ${second}`,
    };
    return names[panel];
  }

  private panelNote(panel: PanelId, plane: Plane): string {
    const scores = this.facts?.scores ?? [];
    const choice = this.state.choice;
    const dice = (model: string | undefined): string => {
      const own = scores.filter((score) => score.model === model && score.dice !== null);
      return own.length === 0 ? '' : `Dice ${(own.reduce((sum, score) => sum + (score.dice ?? 0), 0) / own.length).toFixed(3)}`;
    };
    if (panel === 'first') return dice(choice?.first.model);
    if (panel === 'second') return dice(choice?.second?.model);
    if (panel === 'mean') return dice('mean');
    if (panel === 'truth')
      return this.store === null ? '' : `${this.voxel()[planeAxes(plane).through] + 1} of ${sliceCount(this.store.size, plane)}`;
    const counts = this.comparison.difference?.[plane];
    return counts === undefined ? '' : `${counts[this.voxel()[planeAxes(plane).through]] ?? 0} voxels here`;
  }

  /** Panels that have something to show, in the order of PANELS. */
  private shownPanels(): PanelId[] {
    const layers = this.facts?.layers ?? [];
    return this.state.panels.filter(
      (panel) =>
        panel === 'truth' ||
        (panel === 'difference' ? layers.includes('first') && layers.includes('second') : layers.includes(panel)),
    );
  }

  private build(): void {
    const panels = this.shownPanels();
    const planes: readonly Plane[] = this.state.layout === 'all' ? PLANES : [this.state.layout];
    const wanted = JSON.stringify([panels, planes]);
    if (wanted === this.built) return;
    this.built = wanted;
    this.views = [];
    const sections = panels.map((panel) => {
      const views = planes.map((plane) => makeSliceView(panel, plane));
      this.views.push(...views);
      return make(
        'section',
        { class: `panel ${panel}` },
        make('h2', { class: 'panel-head' }, make('span', { class: 'panel-name' }), make('span', { class: 'panel-note' })),
        ...views.map(({ element }) => element),
      );
    });
    this.panels.replaceChildren(...sections);
    this.panels.dataset['count'] = String(panels.length);
    this.panels.classList.toggle('all-planes', planes.length > 1);
    for (const view of this.views) {
      followPointer(view, {
        state: () => this.state,
        size: () => this.store?.size ?? null,
        voxel: () => this.voxel(),
        window: () => this.window(),
        change: (change) => this.change(change),
        hover: (voxel) => {
          this.hovered = voxel;
          this.repaint();
        },
        step: ({ plane }, slices) => this.step(plane, slices),
      });
    }
  }

  private repaint(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.paint();
    });
  }

  private paint(): void {
    const { store, facts } = this;
    this.build();
    for (const [place, section] of [...this.panels.children].entries()) {
      const panel = this.shownPanels()[place];
      const [name, note] = section.querySelectorAll('.panel-head span');
      if (panel === undefined || !name || !note) continue;
      name.textContent = this.panelName(panel);
      note.textContent = this.panelNote(panel, this.plane());
    }
    if (store === null || facts === null) return;
    const voxel = this.voxel();
    const scene = {
      store,
      spacing: this.spacing,
      affine: this.affine,
      voxel,
      // The window as it comes out, so that late statistics repaint what was painted with early ones.
      state: { ...this.state, window: this.window() },
      classes: Math.max(1, facts.classNames.length),
      description: (panel: PanelId, plane: Plane) => this.describe(panel, plane),
      grey: (plane: Plane, index: number) => this.grey(plane, index),
    };
    for (const view of this.views) view.paint(scene);
    const plane = this.plane();
    this.strip.paint(this.comparison.difference?.[plane] ?? null, sliceCount(store.size, plane), voxel[planeAxes(plane).through]);
    const pairs = voxelFacts(store, facts, this.affine, this.hovered ?? voxel);
    this.status.replaceChildren(
      ...pairs.map(([name, value]) => make('span', {}, make('span', { class: 'status-name', text: `${name} ` }), value)),
      make('span', { class: 'status-keys', text: '↑↓ slice  ←→ case  w worst  d A≠B  o style  ? keys' }),
    );
    const text = this.describe('truth', plane);
    if (this.spoken.textContent !== text) this.spoken.textContent = text;
  }

  /** A slice in words, for those who do not see it. */
  private describe(panel: PanelId, plane: Plane): string {
    const { store, facts } = this;
    if (store === null || facts === null) return panel;
    const index = this.voxel()[planeAxes(plane).through];
    const differ = this.comparison.difference?.[plane][index];
    const parts = [`${facts.title}, ${this.panelName(panel)}, ${plane} slice ${index + 1} of ${sliceCount(store.size, plane)}`];
    for (const name of ['first', 'second'] as const) {
      const note = facts.layers.includes(name) ? this.panelNote(name, plane) : '';
      if (note !== '') parts.push(`${this.panelName(name)} ${note}`);
    }
    if (differ !== undefined) parts.push(`${differ} voxels differ here`);
    return parts.join('; ');
  }
}
