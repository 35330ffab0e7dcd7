import { basename } from 'node:path';
import type { CaseFacts, MaskChoice, ViewChoice, ViewerMessage } from '../../protocol/viewer';
import { viewerRequest } from '../../protocol/viewer';
import { readRunNumbers, readTextEffect } from './caseFacts';
import type { Permissions } from './caseSources';
import { layersOf } from './caseSources';
import type { KnownRun } from './catalogue';
import { newestChoice, readCatalogue } from './catalogue';
import { mapLayersOf, mapsOf } from './mapSources';
import type { LayerRequest, MapRequest, WorkerRequest } from './worker/messages';

/** What a session needs of its surroundings; nothing of it is VS Code's. */
export interface SessionPorts {
  readonly post: (message: ViewerMessage) => void;
  readonly toWorker: (request: WorkerRequest) => void;
  /** Absolute paths of the run directories, newest first. */
  readonly runs: () => Promise<readonly string[]>;
  readonly permissions: () => Permissions;
  readonly log: (line: string) => void;
}

type Jump = Extract<ViewerMessage, { kind: 'case' }>['jump'];

/** Where a case's layers come from, and what they are called. */
interface Sources {
  readonly layers: readonly LayerRequest[];
  readonly maps: readonly MapRequest[];
  readonly names: CaseFacts['layers'];
}

const NO_NUMBERS: Omit<CaseFacts, 'title' | 'role' | 'layers'> = {
  classNames: [],
  names: { first: '', second: '' },
  thresholds: null,
  unit: 'voxel',
  scores: [],
  teaching: null,
  textEffect: [],
};

/** One page: knows which case it shows and answers what it asks. */
export interface ViewerSession {
  receive(message: unknown): Promise<void>;
  /** Looks at the run directories again: new masks, new numbers. */
  refresh(): Promise<void>;
  /** Shows a run, on a case or its first one with masks, and goes to where the masks are worst. */
  showRun(run: string, caseId?: string, jump?: Jump): Promise<void>;
  /** Shows one volume alone. */
  showFile(path: string): Promise<void>;
}

export function createSession(ports: SessionPorts): ViewerSession {
  let generation = 0;
  let known = new Map<string, KnownRun>();
  let choice: ViewChoice | null = null;
  let file: string | null = null;
  /** Layers of what the page shows. */
  let shown = '';
  /** A jump that no page has taken yet: one that is hidden has no content, and asks anew when it is shown. */
  let wantedJump: Jump = null;
  let isReady = false;
  const pathOf = (key: string): string | null => known.get(key)?.path ?? null;

  async function look(): Promise<void> {
    known = await readCatalogue(await ports.runs(), ports.log);
    ports.post({ kind: 'catalogue', runs: [...known.values()].map(({ entry }) => entry) });
  }

  /** Without the numbers, which take a pass over all that the run has logged. */
  function factsOf(wanted: ViewChoice, run: KnownRun, layers: CaseFacts['layers']): CaseFacts {
    const nameOf = (mask: MaskChoice | null): string =>
      mask === null
        ? ''
        : wanted.second !== null && wanted.second.run !== wanted.first.run
          ? `${known.get(mask.run)?.entry.name ?? mask.run} ${mask.model}`
          : mask.model;
    return {
      ...NO_NUMBERS,
      title: wanted.caseId,
      role: run.entry.cases.find(({ id }) => id === wanted.caseId)?.role ?? 'other',
      classNames: [...run.settings.classNames],
      layers,
      names: { first: nameOf(wanted.first), second: nameOf(wanted.second) },
      thresholds: run.settings.thresholds,
    };
  }

  async function tellNumbers(own: number, facts: CaseFacts, { caseId, first }: ViewChoice, run: KnownRun): Promise<void> {
    const { scores, unit, teaching } = await readRunNumbers(run.path);
    const textEffect = await readTextEffect(run.path);
    if (own !== generation) return;
    const shownScores = (scores.get(caseId) ?? []).filter(({ iteration }) => iteration === first.iteration);
    const numbers = shownScores.map(({ iteration: _, ...score }) => score);
    ports.post({ kind: 'facts', generation: own, facts: { ...facts, scores: numbers, unit, teaching, textEffect } });
  }

  async function layersFor(wanted: ViewChoice, run: KnownRun): Promise<Sources> {
    const layers = await layersOf(wanted, pathOf, run.settings, ports.permissions());
    const maps = await mapsOf(wanted, (key) => known.get(key) ?? null);
    return { layers, maps, names: [...layers.map(({ layer }) => layer), ...mapLayersOf(maps)] };
  }

  async function open(next: ViewChoice, jump: Jump = null): Promise<void> {
    const own = ++generation;
    wantedJump = jump;
    const run = known.get(next.run);
    try {
      if (run === undefined) throw new Error(`There is no run ${next.run} any more: choose another one.`);
      const { layers, maps, names } = await layersFor(next, run);
      if (own !== generation) return;
      const facts = factsOf(next, run, names);
      [choice, file, shown] = [next, null, names.join()];
      ports.post({ kind: 'case', generation: own, choice: next, facts, jump });
      ports.toWorker({ kind: 'open', generation: own, layers, maps });
      await tellNumbers(own, facts, next, run);
    } catch (error) {
      ports.post({ kind: 'problem', generation: own, layer: null, text: error instanceof Error ? error.message : String(error) });
    }
  }

  function openFile(path: string): void {
    const own = ++generation;
    [choice, file] = [null, path];
    const facts: CaseFacts = { ...NO_NUMBERS, title: basename(path), role: 'file', layers: ['image'] };
    ports.post({ kind: 'case', generation: own, choice: null, facts, jump: null });
    ports.toWorker({ kind: 'open', generation: own, layers: [{ layer: 'image', source: { kind: 'file', path } }], maps: [] });
  }

  /** Newer masks of what is shown replace it when the newest were shown before: the view follows the training. */
  async function follow(before: ReadonlyMap<string, KnownRun>): Promise<void> {
    if (choice === null) return;
    const run = known.get(choice.run);
    if (run === undefined) return;
    const was = before.get(choice.run)?.entry.predictions[0]?.iteration;
    const made = run.entry.predictions.find(({ cases }) => choice !== null && cases.includes(choice.caseId));
    const { first, second } = choice;
    if (made !== undefined && made.iteration > first.iteration && (was === undefined || first.iteration === was)) {
      const newer = (mask: MaskChoice): MaskChoice =>
        mask.run === run.entry.key ? { ...mask, iteration: made.iteration } : mask;
      await open({ ...choice, first: newer(first), second: second === null ? null : newer(second) });
      return;
    }
    const own = generation;
    const { names } = await layersFor(choice, run);
    // Masks or probabilities that were not there when the case was opened.
    if (names.join() !== shown) {
      await open(choice);
      return;
    }
    await tellNumbers(own, factsOf(choice, run, names), choice, run);
  }

  return {
    async receive(message) {
      const parsed = viewerRequest.safeParse(message);
      if (!parsed.success) {
        ports.log(`The viewer's page sent what is no request: ${parsed.error.issues[0]?.message ?? ''}`);
        return;
      }
      const request = parsed.data;
      if (request.kind === 'open') await open(request.choice);
      else if (request.kind !== 'ready') {
        if (request.generation === generation) wantedJump = null;
        ports.toWorker(request);
      } else if (file !== null) openFile(file);
      else {
        isReady = true;
        await look();
        const remembered = choice ?? request.choice;
        const first =
          remembered !== null && known.has(remembered.run)
            ? remembered
            : [...known.values()].map((run) => newestChoice(run)).find((one) => one !== null);
        if (first) await open(first, wantedJump);
      }
    },
    async refresh() {
      if (file !== null) return;
      const before = known;
      await look();
      await follow(before);
    },
    async showRun(path, caseId, jump) {
      await look();
      const run = [...known.values()].find((one) => one.path === path);
      const next = run === undefined ? null : newestChoice(run, caseId);
      if (next === null) return;
      [choice, file] = [next, null];
      // A page that is still loading asks by itself.
      if (isReady) await open(next, jump);
      else wantedJump = jump ?? null;
    },
    showFile(path) {
      openFile(path);
      return Promise.resolve();
    },
  };
}
