import { WHOLE } from '../../src/core/view/geometry';
import { actionOf } from '../../src/core/view/keys';
import type { Plane } from '../../src/core/view/plane';
import { clampVoxel, middleOf, planeAxes, sliceCount } from '../../src/core/view/plane';
import type { GreyWindow } from '../../src/core/view/window';
import { defaultPreset, windowOf } from '../../src/core/view/window';
import type { Triple } from '../../src/core/volume/types';
import type { RunEntry, ViewerMessage, ViewerRequest } from '../../src/protocol/viewer';
import { make } from '../shared/dom';
import type { Editor } from '../shared/editor';
import { t } from '../shared/text';
import { onThemeChange } from '../shared/theme';
import type { Controls } from './actions';
import { goTo, makeActions } from './actions';
import { describePanel, describeSlice } from './captions';
import { CaseStore } from './caseStore';
import { GreyCache } from './greyCache';
import { makeHelp } from './help';
import { caseBeside, placeOfMost } from './navigation';
import { makePanelGrid } from './panelGrid';
import { compareMasks, NOTHING } from './scores';
import { comparable, newCase } from './shownCase';
import { sideContent } from './side';
import type { ViewState } from './state';
import { restoreState } from './state';
import { makeStrip } from './strip';
import { makeToolbar } from './toolbar';
import { makeVolumePanel } from './volumePanel';
import { voxelFacts } from './voxelFacts';

type Message<K extends ViewerMessage['kind']> = Extract<ViewerMessage, { kind: K }>;

/** The whole viewer: what it knows, and how what the host and the user say changes that. */
export class ViewerApp {
  private readonly state: ViewState;
  private runs: readonly RunEntry[] = [];
  private shown = newCase(-1, null);
  private hovered: Triple | null = null;
  private scheduled = false;
  private readonly greys = new GreyCache();
  private readonly controls: Controls = {
    state: () => this.state,
    size: () => this.shown.store?.size ?? null,
    voxel: () => this.voxel(),
    plane: () => this.plane(),
    change: (change) => this.change(change),
    jump: (what) => this.jump(what),
    nextCase: (by) => {
      const choice = caseBeside(this.runs, this.state.choice, by);
      if (choice !== null) this.editor.send({ kind: 'open', choice });
    },
    help: () => this.help.showModal(),
  };
  private readonly actions = makeActions(this.controls);
  private readonly toolbar = makeToolbar({
    open: (choice) => this.editor.send({ kind: 'open', choice }),
    change: (change) => this.change(change),
    action: (action) => this.actions[action](),
  });
  private readonly grid = makePanelGrid({
    ...this.controls,
    window: () => this.window(),
    hover: (voxel) => {
      this.hovered = voxel;
      this.repaint();
    },
    step: ({ plane }, slices) => goTo(this.controls, plane, this.voxel()[planeAxes(plane).through] + slices),
  });
  private readonly strip = makeStrip((index) => goTo(this.controls, this.plane(), index));
  private readonly volume = makeVolumePanel((volume) => this.change({ volume }));
  private readonly side = make('aside', { class: 'side', attributes: { 'aria-label': t('Numbers of this case') } });
  private readonly status = make('footer', { class: 'status' });
  private readonly problems = make('div', { class: 'problems', role: 'alert' });
  private readonly spoken = make('div', { class: 'hidden', attributes: { 'aria-live': 'polite' } });
  private readonly help = makeHelp();

  constructor(private readonly editor: Editor<ViewerRequest, ViewerMessage>) {
    this.state = restoreState(editor.recall());
    const slices = make('div', { class: 'slices' }, this.grid.element, this.volume.element);
    const stage = make('div', { class: 'stage' }, slices, this.strip.element);
    const title = make('h1', { class: 'hidden', text: t('LLM-SegNet slice viewer') });
    const middle = make('div', { class: 'middle' }, stage, this.side);
    const parts = [title, this.toolbar.element, this.problems, middle, this.status, this.spoken, this.help];
    document.body.append(make('main', { class: 'viewer' }, ...parts));
    this.followKeys();
    new ResizeObserver(() => this.repaint()).observe(this.grid.element);
    onThemeChange(() => this.repaint());
    editor.listen((message) => this.take(message));
    editor.send({ kind: 'ready', choice: this.state.choice });
  }

  /** Keys belong to the slices while they have the focus, and to nothing else in the editor. */
  private followKeys(): void {
    for (const element of [this.grid.element, this.strip.element]) {
      element.addEventListener('keydown', (event) => {
        const action = actionOf(event);
        if (action === null) return;
        event.preventDefault();
        event.stopPropagation();
        this.actions[action]();
      });
    }
    this.grid.element.addEventListener('pointerdown', () => this.grid.element.focus());
  }

  private take(message: ViewerMessage): void {
    if (message.kind === 'catalogue') {
      this.runs = message.runs;
      this.toolbar.show(this.runs, this.state, this.shown.facts);
    } else if (message.kind === 'case') this.openCase(message);
    else if (message.generation === this.shown.generation || (message.kind === 'problem' && message.layer === null)) {
      this.takePart(message);
      this.repaint();
    }
  }

  /** What belongs to the case on screen. */
  private takePart(message: Exclude<ViewerMessage, { kind: 'catalogue' | 'case' }>): void {
    const { shown } = this;
    switch (message.kind) {
      case 'facts':
        shown.facts = message.facts;
        this.showFacts();
        break;
      case 'grid':
        this.openGrid(message);
        break;
      case 'statistics':
        shown.statistics = message.statistics;
        break;
      case 'slice':
        shown.store?.takeSlice(message);
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
  }

  private openCase({ generation, choice, facts, jump }: Message<'case'>): void {
    const before = this.shown;
    const same = this.state.choice?.caseId === choice?.caseId && before.facts?.title === facts.title;
    // A newer iteration of the same case keeps the place; another case starts in its middle.
    const elsewhere = !same && before.store !== null ? { voxel: null, window: null, look: WHOLE } : {};
    this.shown = newCase(generation, facts, jump);
    this.problems.replaceChildren();
    this.showFacts();
    this.change({ ...elsewhere, choice });
  }

  private openGrid({ size, spacing, affine, generation }: Message<'grid'>): void {
    const { shown, state } = this;
    [shown.spacing, shown.affine] = [spacing, affine];
    const highest = shown.facts === null || shown.facts.layers.length === 1 ? 1 : shown.facts.classNames.length;
    shown.store = new CaseStore(size, highest, (layer, plane, index) =>
      this.editor.send({ kind: 'slice', generation, layer, plane, index }),
    );
    state.voxel = clampVoxel(size, state.voxel ?? middleOf(size));
  }

  private async takeSlab(slab: Message<'slab'>): Promise<void> {
    const { shown } = this;
    const { store, facts } = shown;
    if (store === null || facts === null) return;
    await store.takeSlab(slab);
    const masks = comparable(shown);
    if (shown.comparison === NOTHING && masks.length > 1 && masks.every((layer) => store.isComplete(layer))) {
      shown.comparison = compareMasks(store, facts);
      if (shown === this.shown) this.compared();
    }
    this.repaint();
  }

  private compared(): void {
    this.showFacts();
    const { jump } = this.shown;
    if (jump !== null) this.jump(jump);
    this.shown.jump = null;
  }

  private showFacts(): void {
    const { facts, comparison } = this.shown;
    if (facts === null) return;
    document.title = facts.title;
    this.side.replaceChildren(...sideContent(facts, comparison.rows));
    this.side.hidden = this.side.childElementCount === 0;
    this.toolbar.show(this.runs, this.state, facts);
  }

  /** Changes what is set, shows it and keeps it. */
  private change(change: Partial<ViewState>): void {
    Object.assign(this.state, change);
    this.toolbar.show(this.runs, this.state, this.shown.facts);
    this.editor.remember(this.state);
    this.repaint();
  }

  private plane(): Plane {
    return this.state.layout === 'all' ? 'axial' : this.state.layout;
  }

  private voxel(): Triple {
    return this.state.voxel ?? [0, 0, 0];
  }

  private jump(what: 'errors' | 'difference'): void {
    const voxel = placeOfMost(this.shown, what, this.plane(), this.voxel());
    if (voxel !== null) this.change({ voxel });
  }

  private window(): GreyWindow {
    const { preset, window } = this.state;
    const { statistics } = this.shown;
    return window ?? windowOf(preset === 'auto' ? defaultPreset(statistics) : preset, statistics);
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
    const { shown, state } = this;
    const { store, facts } = shown;
    const [plane, voxel, window] = [this.plane(), this.voxel(), this.window()];
    this.grid.build(shown, state);
    this.grid.captions(shown, state, plane, voxel);
    if (store === null || facts === null) return;
    this.grid.paint({
      ...shown,
      store,
      voxel,
      // The window as it comes out, so that late statistics repaint what was painted with early ones.
      state: { ...state, window },
      classes: Math.max(1, facts.classNames.length),
      description: (panel, own) => describePanel(shown, state, panel, own, voxel),
      grey: (own, index) => this.greys.of(shown, own, index, window),
    });
    this.volume.show(shown, state, window);
    this.strip.paint(
      shown.comparison.difference?.[plane] ?? null,
      sliceCount(store.size, plane),
      voxel[planeAxes(plane).through],
    );
    const pairs = voxelFacts(shown, this.hovered ?? voxel);
    this.status.replaceChildren(
      ...pairs.map(([name, value]) => make('span', {}, make('span', { class: 'status-name', text: `${name} ` }), value)),
      make('span', { class: 'status-keys', text: t('↑↓ slice  ←→ case  w worst  d A≠B  o style  ? keys') }),
    );
    const text = describeSlice(shown, state, plane, voxel);
    if (this.spoken.textContent !== text) this.spoken.textContent = text;
  }
}
