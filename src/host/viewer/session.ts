import { basename } from 'node:path';
import { effectiveState, readRunRecord } from '../../io/run/runDirectory';
import type { CaseFacts, MaskChoice, RunEntry, ViewChoice, ViewerMessage } from '../../protocol/viewer';
import { viewerRequest } from '../../protocol/viewer';
import type { RunNumbers } from './caseFacts';
import { readRunNumbers, readTextEffect } from './caseFacts';
import type { Permissions } from './caseSources';
import { layersOf } from './caseSources';
import { listPredictions } from './predictions';
import type { RunSettings } from './runSettings';
import { runSettingsOf } from './runSettings';
import type { WorkerRequest } from './worker/messages';

/** What a session needs of its surroundings; nothing of it is VS Code's. */
export interface SessionPorts {
  readonly post: (message: ViewerMessage) => void;
  readonly toWorker: (request: WorkerRequest) => void;
  /** Absolute paths of the run directories, newest first. */
  readonly runs: () => Promise<readonly string[]>;
  readonly permissions: () => Permissions;
  readonly log: (line: string) => void;
}

interface KnownRun {
  readonly path: string;
  readonly entry: RunEntry;
  readonly settings: RunSettings;
}

/** One page: knows which case it shows and answers what it asks. */
export interface ViewerSession {
  receive(message: unknown): Promise<void>;
  /** Looks at the run directories again: new masks, new numbers. */
  refresh(): Promise<void>;
  /** Shows a run, on its first case with masks. */
  showRun(run: string, caseId?: string): Promise<void>;
  /** Shows one volume alone. */
  showFile(path: string): Promise<void>;
}

export function createSession(ports: SessionPorts): ViewerSession {
  let generation = 0;
  let known = new Map<string, KnownRun>();
  let choice: ViewChoice | null = null;
  let file: string | null = null;
  const pathOf = (key: string): string | null => known.get(key)?.path ?? null;

  async function describe(path: string): Promise<KnownRun | null> {
    try {
      const record = await readRunRecord(path);
      const settings = runSettingsOf(record);
      const predictions = await listPredictions(path);
      const listed = new Set(settings.cases.map(({ id }) => id));
      const more = [...new Set(predictions.flatMap(({ cases }) => cases))].filter((id) => !listed.has(id));
      const cases = [...settings.cases, ...more.map((id) => ({ id, role: 'other' }))];
      return {
        path,
        settings,
        entry: { key: basename(path), name: record.name, state: effectiveState(record), cases, predictions },
      };
    } catch (error) {
      ports.log(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  async function look(): Promise<void> {
    const next = new Map<string, KnownRun>();
    for (const path of await ports.runs()) {
      const run = await describe(path);
      if (run === null) continue;
      let key = run.entry.key;
      for (let copy = 2; next.has(key); copy++) key = `${run.entry.key} (${copy})`;
      next.set(key, { ...run, entry: { ...run.entry, key } });
    }
    known = next;
    ports.post({ kind: 'catalogue', runs: [...known.values()].map(({ entry }) => entry) });
  }

  /** The newest masks of a run, A against B where there are both, on `caseId` or the first case that has them. */
  function newest(run: KnownRun, caseId?: string): ViewChoice | null {
    const made =
      run.entry.predictions.find(({ cases }) => caseId === undefined || cases.includes(caseId)) ?? run.entry.predictions[0];
    const id = caseId ?? run.entry.cases.find(({ id: one }) => made?.cases.includes(one))?.id ?? run.entry.cases[0]?.id;
    if (id === undefined) return null;
    const { key } = run.entry;
    const iteration = made?.iteration ?? 0;
    const models = made?.models ?? [];
    const mask = (model: string): MaskChoice => ({ run: key, model, iteration });
    const first = models.find((model) => model !== 'mean') ?? models[0] ?? 'A';
    const second = models.find((model) => model !== 'mean' && model !== first);
    return { run: key, caseId: id, first: mask(first), second: second === undefined ? null : mask(second) };
  }

  async function factsOf(shown: ViewChoice, run: KnownRun, layers: CaseFacts['layers']): Promise<CaseFacts> {
    const numbers: RunNumbers = await readRunNumbers(run.path);
    const scores = (numbers.scores.get(shown.caseId) ?? []).filter(({ iteration }) => iteration === shown.first.iteration);
    const nameOf = (mask: MaskChoice | null): string =>
      mask === null
        ? ''
        : shown.second !== null && shown.second.run !== shown.first.run
          ? `${known.get(mask.run)?.entry.name ?? mask.run} ${mask.model}`
          : mask.model;
    return {
      title: shown.caseId,
      role: run.entry.cases.find(({ id }) => id === shown.caseId)?.role ?? 'other',
      classNames: [...run.settings.classNames],
      layers,
      names: { first: nameOf(shown.first), second: nameOf(shown.second) },
      unit: numbers.unit,
      scores: scores.map(({ model, label, dice, jaccard, hd95, asd }) => ({ model, label, dice, jaccard, hd95, asd })),
      teaching: numbers.teaching,
      textEffect: await readTextEffect(run.path),
    };
  }

  async function open(next: ViewChoice): Promise<void> {
    const own = ++generation;
    const run = known.get(next.run);
    try {
      if (run === undefined) throw new Error(`There is no run ${next.run} any more: choose another one.`);
      const requests = await layersOf(next, pathOf, run.settings, ports.permissions());
      const facts = await factsOf(
        next,
        run,
        requests.map(({ layer }) => layer),
      );
      if (own !== generation) return;
      [choice, file] = [next, null];
      ports.post({ kind: 'case', generation: own, choice: next, facts });
      ports.toWorker({ kind: 'open', generation: own, layers: requests });
    } catch (error) {
      ports.post({ kind: 'problem', generation: own, layer: null, text: error instanceof Error ? error.message : String(error) });
    }
  }

  function openFile(path: string): void {
    const own = ++generation;
    [choice, file] = [null, path];
    const facts: CaseFacts = {
      title: basename(path),
      role: 'file',
      classNames: [],
      layers: ['image'],
      names: { first: '', second: '' },
      unit: 'voxel',
      scores: [],
      teaching: null,
      textEffect: [],
    };
    ports.post({ kind: 'case', generation: own, choice: null, facts });
    ports.toWorker({ kind: 'open', generation: own, layers: [{ layer: 'image', source: { kind: 'file', path } }] });
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
    const facts = await factsOf(
      choice,
      run,
      (await layersOf(choice, pathOf, run.settings, ports.permissions())).map(({ layer }) => layer),
    );
    if (own === generation) ports.post({ kind: 'facts', generation: own, facts });
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
      else if (request.kind !== 'ready') ports.toWorker(request);
      else if (file !== null) openFile(file);
      else {
        await look();
        const remembered = choice ?? request.choice;
        const first =
          remembered !== null && known.has(remembered.run)
            ? remembered
            : [...known.values()].map((run) => newest(run)).find((one) => one !== null);
        if (first) await open(first);
      }
    },
    async refresh() {
      if (file !== null) return;
      const before = known;
      await look();
      await follow(before);
    },
    async showRun(path, caseId) {
      await look();
      const run = [...known.values()].find((one) => one.path === path);
      const next = run === undefined ? null : newest(run, caseId);
      if (next !== null) await open(next);
    },
    showFile(path) {
      openFile(path);
      return Promise.resolve();
    },
  };
}
