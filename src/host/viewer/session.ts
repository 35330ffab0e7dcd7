import { basename } from 'node:path';
import type { CaseFacts, ViewChoice } from '../../protocol/viewer';
import { viewerRequest } from '../../protocol/viewer';
import { factsWithoutNumbers, NO_NUMBERS, readRunNumbers, readTextEffect } from './caseFacts';
import { layersOf } from './caseSources';
import type { KnownRun } from './catalogue';
import { newerChoice, newestChoice, readCatalogue } from './catalogue';
import { mapLayersOf, mapsOf } from './mapSources';
import { createOutbox } from './outbox';
import type { Jump, SessionPorts, ViewerSession } from './types';
import type { LayerRequest, MapRequest } from './worker/messages';

/** Where a case's layers come from, and what they are called. */
interface Sources {
  readonly layers: readonly LayerRequest[];
  readonly maps: readonly MapRequest[];
  readonly names: CaseFacts['layers'];
}

export function createSession(ports: SessionPorts): ViewerSession {
  let generation = 0;
  let known = new Map<string, KnownRun>();
  let choice: ViewChoice | null = null;
  /** What is shown as soon as it is found. */
  let sought: ViewChoice | null = null;
  let file: string | null = null;
  /** Layers of what the page shows. */
  let shown = '';
  /** A jump that no page has taken yet: one that is hidden has no content, and asks anew when it is shown. */
  let wantedJump: Jump = null;
  let isReady = false;
  /** Nobody asked for what is opened. */
  let isGuess = false;
  let beginning: Promise<void> = Promise.resolve();
  const outbox = createOutbox(ports.post);
  const pathOf = (key: string): string | null => known.get(key)?.path ?? null;

  async function look(): Promise<void> {
    known = await readCatalogue(await ports.runs(), ports.log);
    outbox.post({ kind: 'catalogue', runs: [...known.values()].map(({ entry }) => entry) });
  }

  function factsOf(wanted: ViewChoice, run: KnownRun, layers: CaseFacts['layers']): CaseFacts {
    return factsWithoutNumbers(wanted, run, layers, (key) => known.get(key)?.entry.name ?? key);
  }

  async function tellNumbers(own: number, facts: CaseFacts, { caseId, first }: ViewChoice, run: KnownRun): Promise<void> {
    const { scores, unit, teaching } = await readRunNumbers(run.path);
    const textEffect = await readTextEffect(run.path);
    if (own !== generation) return;
    const shownScores = (scores.get(caseId) ?? []).filter(({ iteration }) => iteration === first.iteration);
    const numbers = shownScores.map(({ iteration: _, ...score }) => score);
    outbox.post({ kind: 'facts', generation: own, facts: { ...facts, scores: numbers, unit, teaching, textEffect } });
  }

  async function layersFor(wanted: ViewChoice, run: KnownRun): Promise<Sources> {
    const layers = await layersOf(wanted, pathOf, run.settings, ports.permissions());
    const maps = await mapsOf(wanted, (key) => known.get(key) ?? null);
    return { layers, maps, names: [...layers.map(({ layer }) => layer), ...mapLayersOf(maps)] };
  }

  function nextGeneration(): number {
    outbox.forgetCase();
    isGuess = false;
    return ++generation;
  }

  async function open(next: ViewChoice, jump: Jump = null): Promise<void> {
    const own = nextGeneration();
    [sought, file, wantedJump] = [next, null, jump];
    const run = known.get(next.run);
    try {
      if (run === undefined) throw new Error(`There is no run ${next.run} any more: choose another one.`);
      const { layers, maps, names } = await layersFor(next, run);
      if (own !== generation) return;
      const facts = factsOf(next, run, names);
      [choice, shown] = [next, names.join()];
      outbox.post({ kind: 'case', generation: own, choice: next, facts, jump });
      ports.toWorker({ kind: 'open', generation: own, layers, maps });
      await tellNumbers(own, facts, next, run);
    } catch (error) {
      outbox.post({
        kind: 'problem',
        generation: own,
        layer: null,
        text: error instanceof Error ? error.message : String(error),
      });
    }
  }

  function openFile(path: string): void {
    const own = nextGeneration();
    [choice, sought, file] = [null, null, path];
    const facts: CaseFacts = { ...NO_NUMBERS, title: basename(path), role: 'file', layers: ['image'] };
    outbox.post({ kind: 'case', generation: own, choice: null, facts, jump: null });
    ports.toWorker({ kind: 'open', generation: own, layers: [{ layer: 'image', source: { kind: 'file', path } }], maps: [] });
  }

  /** Newer masks of what is shown replace it when the newest were shown before: the view follows the training. */
  async function follow(before: ReadonlyMap<string, KnownRun>): Promise<void> {
    if (choice === null) return;
    const run = known.get(choice.run);
    if (run === undefined) return;
    const newer = newerChoice(choice, run, before.get(choice.run));
    if (newer !== null) {
      await open(newer);
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

  function newest(): ViewChoice | null {
    return [...known.values()].map((run) => newestChoice(run)).find((one) => one !== null) ?? null;
  }

  async function guess(): Promise<void> {
    await look();
    const next = newest();
    if (isReady || sought !== null || file !== null || next === null) return;
    // Not waited for: it may ask the user.
    void open(next);
    isGuess = true;
  }

  /** The page is there, for the first time or again: `remembered` is what it showed before a reload. */
  async function ready(remembered: ViewChoice | null): Promise<void> {
    await beginning.catch(() => undefined);
    const isFirst = !isReady;
    isReady = true;
    const isAsked = !isGuess || remembered === null || JSON.stringify(remembered) === JSON.stringify(sought);
    if (!isAsked) outbox.forgetCase();
    outbox.release();
    if (isFirst && isAsked && (sought !== null || file !== null)) return;
    if (file !== null) {
      openFile(file);
      return;
    }
    await look();
    const last = isAsked ? (sought ?? remembered) : remembered;
    const next = last !== null && known.has(last.run) ? last : newest();
    if (next !== null) await open(next, wantedJump);
  }

  return {
    begin() {
      beginning = guess();
      return beginning;
    },
    answer: outbox.post,
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
      } else await ready(request.choice);
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
      await open(next, jump);
    },
    showFile(path) {
      openFile(path);
      return Promise.resolve();
    },
  };
}
