import type { Triple } from '../../../src/core/volume/types';
import type { ViewChoice, ViewerMessage, ViewerRequest } from '../../../src/protocol/viewer';
import { CaseStore } from './caseStore';
import { compareMasks, NOTHING } from './scores';
import type { ShownCase } from './shownCase';
import { comparable, newCase } from './shownCase';

type Message<K extends ViewerMessage['kind']> = Extract<ViewerMessage, { kind: K }>;
export type CaseMessage = Exclude<ViewerMessage, Message<'catalogue'>>;

/** What the viewer does when the case on screen has changed. */
export interface CaseEvents {
  readonly send: (request: ViewerRequest) => void;
  /** A case was opened; `elsewhere` when another one was on screen before, whose place says nothing of this one. */
  readonly opened: (choice: ViewChoice | null, elsewhere: boolean) => void;
  readonly sized: (size: Triple) => void;
  /** Facts or the comparison of the masks are new. */
  readonly told: () => void;
  readonly problem: (text: string) => void;
  readonly jump: (what: 'errors' | 'difference') => void;
  /** Something to paint has come. */
  readonly changed: () => void;
  /** Resolves when what has come is painted. */
  readonly painted: () => Promise<void>;
}

/** The case on screen, filled by the host's messages as they come. */
export class CaseFlow {
  shown: ShownCase = newCase(-1, null);

  constructor(private readonly events: CaseEvents) {}

  take(message: CaseMessage): void {
    if (message.kind === 'case') this.open(message);
    else if (message.generation === this.shown.generation || (message.kind === 'problem' && message.layer === null)) {
      this.takePart(message);
      this.events.changed();
    }
  }

  private takePart(message: Exclude<CaseMessage, Message<'case'>>): void {
    const { shown, events } = this;
    switch (message.kind) {
      case 'facts':
        shown.facts = message.facts;
        events.told();
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
        void this.takeSlab(message);
        break;
      case 'complete':
        break;
      case 'problem':
        events.problem(message.text);
        break;
    }
  }

  private open({ generation, choice, facts, jump }: Message<'case'>): void {
    const before = this.shown;
    // A newer version of the same case keeps the place, and still goes where the older one was to go.
    const same = before.facts?.title === facts.title;
    this.shown = newCase(generation, facts, jump ?? (same ? before.jump : null));
    this.events.opened(choice, !same && before.store !== null);
  }

  private openGrid({ size, spacing, affine, generation }: Message<'grid'>): void {
    const { shown, events } = this;
    [shown.spacing, shown.affine] = [spacing, affine];
    const highest = shown.facts === null || shown.facts.layers.length === 1 ? 1 : shown.facts.classNames.length;
    shown.store = new CaseStore(size, highest, (layer, plane, index) =>
      events.send({ kind: 'slice', generation, layer, plane, index }),
    );
    events.sized(size);
  }

  private async takeSlab(slab: Message<'slab'>): Promise<void> {
    const { shown, events } = this;
    const { store, facts } = shown;
    if (store === null || facts === null) return;
    // The slices that are looked at came before the slabs: unpacking these would keep them from the screen.
    await events.painted();
    events.send({ kind: 'received', generation: slab.generation, bytes: slab.bytes });
    await store.takeSlab(slab);
    const masks = comparable(shown);
    if (shown.comparison === NOTHING && masks.length > 1 && masks.every((layer) => store.isComplete(layer))) {
      shown.comparison = compareMasks(store, facts);
      if (shown === this.shown) this.compared();
    }
    this.events.changed();
  }

  private compared(): void {
    this.events.told();
    const { jump } = this.shown;
    if (jump !== null) this.events.jump(jump);
    this.shown.jump = null;
  }
}
