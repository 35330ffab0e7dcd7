import { basename, join } from 'node:path';
import { chartsOf } from '../../core/curves/charts';
import { namesOf } from '../../core/declaration/declaration';
import { methodOfRecord } from '../../io/run/methodOfRecord';
import type { MetricsTail } from '../../io/run/metricsTail';
import { createMetricsTail } from '../../io/run/metricsTail';
import type { RunRecord } from '../../io/run/record';
import type { ExportKind, ResultsMessage, ResultTab, RunSummary } from '../../protocol/results';
import { resultsRequest } from '../../protocol/results';
import { messagesOf } from './batches';

/** A run as the session needs it. */
interface KnownRun {
  /** Absolute path of the run directory. */
  readonly path: string;
  readonly record: RunRecord;
  readonly state: string;
}

/** What a session needs of its surroundings; nothing of it is VS Code's. */
export interface ResultsPorts {
  readonly post: (message: ResultsMessage) => void;
  /** Newest first. */
  readonly runs: () => readonly KnownRun[];
  readonly openCase: (run: string, caseId: string) => Promise<void>;
  readonly save: (format: ExportKind, name: string, content: string) => Promise<void>;
  /** The page is there, for the first time or again: it knows nothing yet. */
  readonly onReady: () => Promise<void>;
  readonly log: (line: string) => void;
}

/** One page of curves and tables. */
export interface ResultsSession {
  receive(message: unknown): Promise<void>;
  /** Tells the page what changed in the run directories. */
  refresh(): Promise<void>;
  /** Sends what was appended to the metrics of the runs that the page shows. */
  refreshCurves(): Promise<void>;
  show(tab: ResultTab, runPaths: readonly string[]): void;
}

interface Followed {
  readonly key: string;
  readonly tail: MetricsTail;
}

/** Short names for run directories, unique in the list: what the page calls a run. */
function keysOf(runs: readonly KnownRun[]): Map<string, KnownRun> {
  const keyed = new Map<string, KnownRun>();
  for (const run of runs) {
    let key = basename(run.path);
    for (let copy = 2; keyed.has(key); copy++) key = `${basename(run.path)} (${copy})`;
    keyed.set(key, run);
  }
  return keyed;
}

function summaryOf(key: string, { record, state }: KnownRun): RunSummary {
  const { name, times, iteration, experiment, data, results = null } = record;
  const method = methodOfRecord(record);
  const names = namesOf(method);
  const charts = chartsOf(method).map((chart) => ({ ...chart, curves: [...chart.curves] }));
  return { key, name, state, created: times.created, iteration, experiment, data, results, names: [...names], charts };
}

export function createResultsSession(ports: ResultsPorts): ResultsSession {
  let keyed = new Map<string, KnownRun>();
  const followed = new Map<string, Followed>();
  let ready = false;
  let wanted: { tab: ResultTab; runPaths: readonly string[] } | null = null;

  function tellRuns(): void {
    keyed = keysOf(ports.runs());
    ports.post({ kind: 'runs', runs: [...keyed].map(([key, run]) => summaryOf(key, run)) });
  }

  function tellWanted(): void {
    if (wanted === null || !ready) return;
    const { tab, runPaths } = wanted;
    wanted = null;
    ports.post({ kind: 'show', tab, runs: [...keyed].filter(([, { path }]) => runPaths.includes(path)).map(([key]) => key) });
  }

  async function tellNew({ key, tail }: Followed): Promise<void> {
    try {
      for await (const { restarted, records } of tail.read()) {
        if (restarted) {
          ports.post({ kind: 'points', run: key, restarted, clock: 'train', x: [], columns: {} });
          ports.post({ kind: 'evaluations', run: key, restarted, evaluations: [] });
        }
        for (const message of messagesOf(key, records)) ports.post(message);
      }
    } catch (error) {
      ports.post({ kind: 'problem', text: error instanceof Error ? error.message : String(error) });
    }
  }

  async function follow(keys: readonly string[]): Promise<void> {
    for (const key of followed.keys()) if (!keys.includes(key)) followed.delete(key);
    for (const key of keys) {
      const run = keyed.get(key);
      if (run === undefined || followed.has(key)) continue;
      const entry = { key, tail: createMetricsTail(join(run.path, 'metrics.jsonl')) };
      followed.set(key, entry);
      // A run that is chosen anew starts from nothing: its page may remember older points.
      ports.post({ kind: 'points', run: key, restarted: true, clock: 'train', x: [], columns: {} });
      ports.post({ kind: 'evaluations', run: key, restarted: true, evaluations: [] });
      await tellNew(entry);
    }
  }

  async function tellFollowed(): Promise<void> {
    for (const entry of [...followed.values()]) await tellNew(entry);
  }

  return {
    async receive(message) {
      const parsed = resultsRequest.safeParse(message);
      if (!parsed.success) {
        ports.log(`The results page sent what is no request: ${parsed.error.issues[0]?.message ?? ''}`);
        return;
      }
      const request = parsed.data;
      switch (request.kind) {
        case 'ready':
          ready = true;
          followed.clear();
          tellRuns();
          tellWanted();
          await follow(request.selected);
          await ports.onReady();
          break;
        case 'select':
          await follow(request.runs);
          break;
        case 'openCase': {
          const run = keyed.get(request.run);
          if (run !== undefined) await ports.openCase(run.path, request.caseId);
          break;
        }
        case 'export':
          await ports.save(request.format, request.name, request.content);
          break;
      }
    },
    async refresh() {
      if (!ready) return;
      tellRuns();
      tellWanted();
      await tellFollowed();
    },
    refreshCurves: tellFollowed,
    show(tab, runPaths) {
      wanted = { tab, runPaths };
      tellWanted();
    },
  };
}
