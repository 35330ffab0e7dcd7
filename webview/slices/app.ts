import { WHOLE } from '../../src/core/view/geometry';
import { actionOf } from '../../src/core/view/keys';
import type { Plane } from '../../src/core/view/plane';
import { clampVoxel, middleOf, planeAxes } from '../../src/core/view/plane';
import type { GreyWindow } from '../../src/core/view/window';
import { defaultPreset, windowOf } from '../../src/core/view/window';
import type { Triple } from '../../src/core/volume/types';
import type { RunEntry, ViewChoice, ViewerMessage, ViewerRequest } from '../../src/protocol/viewer';
import { make } from '../shared/dom';
import type { Editor } from '../shared/editor';
import { t } from '../shared/text';
import { onThemeChange } from '../shared/theme';
import { CaseFlow } from './case/caseFlow';
import { makeHelp } from './controls/help';
import { sideContent } from './controls/side';
import { makeToolbar } from './controls/toolbar';
import type { Controls } from './input/actions';
import { goTo, makeActions } from './input/actions';
import { caseBeside, placeOfMost } from './input/navigation';
import { nextFrame } from './screen/frame';
import { makeScreen } from './screen/screen';
import type { ViewState } from './state';
import { restoreState } from './state';

/** The whole viewer: what is set, and how keys, pointer, toolbar and host change that. */
export class ViewerApp {
  private readonly state: ViewState;
  private runs: readonly RunEntry[] = [];
  private hovered: Triple | null = null;
  private scheduled = false;
  private readonly flow = new CaseFlow({
    send: (request) => this.editor.send(request),
    opened: (choice, elsewhere) => this.opened(choice, elsewhere),
    sized: (size) => {
      this.state.voxel = clampVoxel(size, this.state.voxel ?? middleOf(size));
    },
    told: () => this.tell(),
    problem: (text) => this.problems.append(make('p', { text })),
    jump: (what) => this.jump(what),
    changed: () => this.repaint(),
    painted: nextFrame,
  });
  private readonly controls: Controls = {
    state: () => this.state,
    size: () => this.flow.shown.store?.size ?? null,
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
  private readonly screen = makeScreen({
    pointer: {
      ...this.controls,
      window: () => this.window(),
      hover: (voxel) => {
        this.hovered = voxel;
        this.repaint();
      },
      step: ({ plane }, slices) => goTo(this.controls, plane, this.voxel()[planeAxes(plane).through] + slices),
    },
    slice: (index) => goTo(this.controls, this.plane(), index),
    volume: (volume) => this.change({ volume }),
  });
  private readonly side = make('aside', { class: 'side', attributes: { 'aria-label': t('Numbers of this case') } });
  private readonly problems = make('div', { class: 'problems', role: 'alert' });
  private readonly help = makeHelp();

  constructor(private readonly editor: Editor<ViewerRequest, ViewerMessage>) {
    this.state = restoreState(editor.recall());
    const { stage, status, spoken } = this.screen;
    const title = make('h1', { class: 'hidden', text: t('LLM-SegNet slice viewer') });
    const middle = make('div', { class: 'middle' }, stage, this.side);
    const parts = [title, this.toolbar.element, this.problems, middle, status, spoken, this.help];
    document.body.append(make('main', { class: 'viewer' }, ...parts));
    this.followKeys();
    const resized = new ResizeObserver(() => this.repaint());
    for (const element of this.screen.keyed) resized.observe(element);
    onThemeChange(() => this.repaint());
    editor.listen((message) => this.take(message));
    editor.send({ kind: 'ready', choice: this.state.choice });
  }

  /** Keys belong to the slices while they have the focus, and to nothing else in the editor. */
  private followKeys(): void {
    for (const element of this.screen.keyed) {
      element.addEventListener('keydown', (event) => {
        const action = actionOf(event);
        if (action === null) return;
        event.preventDefault();
        event.stopPropagation();
        this.actions[action]();
      });
    }
  }

  private take(message: ViewerMessage): void {
    if (message.kind === 'catalogue') {
      this.runs = message.runs;
      this.toolbar.show(this.runs, this.state, this.flow.shown.facts);
    } else this.flow.take(message);
  }

  private opened(choice: ViewChoice | null, elsewhere: boolean): void {
    this.problems.replaceChildren();
    this.tell();
    this.change({ ...(elsewhere ? { voxel: null, window: null, look: WHOLE } : {}), choice });
  }

  /** Title, numbers and pickers of the case on screen. */
  private tell(): void {
    const { facts, comparison } = this.flow.shown;
    if (facts === null) return;
    document.title = facts.title;
    this.side.replaceChildren(...sideContent(facts, comparison.rows));
    this.side.hidden = this.side.childElementCount === 0;
    this.toolbar.show(this.runs, this.state, facts);
  }

  /** Changes what is set, shows it and keeps it. */
  private change(change: Partial<ViewState>): void {
    Object.assign(this.state, change);
    this.toolbar.show(this.runs, this.state, this.flow.shown.facts);
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
    const voxel = placeOfMost(this.flow.shown, what, this.plane(), this.voxel());
    if (voxel !== null) this.change({ voxel });
  }

  private window(): GreyWindow {
    const { preset, window } = this.state;
    const { statistics } = this.flow.shown;
    return window ?? windowOf(preset === 'auto' ? defaultPreset(statistics) : preset, statistics);
  }

  private repaint(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      const { state, hovered } = this;
      const { shown } = this.flow;
      this.screen.paint({ shown, state, hovered, plane: this.plane(), voxel: this.voxel(), window: this.window() });
    });
  }
}
