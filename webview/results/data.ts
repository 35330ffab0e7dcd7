import type { SeriesStore } from '../../src/core/curves/seriesStore';
import { createSeriesStore } from '../../src/core/curves/seriesStore';
import type { ReportTable } from '../../src/core/report/table';
import type { Evaluation, ResultsMessage, RunSummary } from '../../src/protocol/results';

/** Everything the host has told so far. */
export interface PageData {
  readonly runs: readonly RunSummary[];
  readonly comparison: ReportTable | null;
  readonly pivots: readonly ReportTable[];
  series(run: string): SeriesStore;
  evaluations(run: string): readonly Evaluation[];
  take(message: ResultsMessage): void;
}

/** zod's optional fields may be undefined, ours may only be absent. */
type Tables = Readonly<{ comparison: ReportTable; pivots: readonly ReportTable[] }>;

export function createPageData(): PageData {
  let runs: readonly RunSummary[] = [];
  let comparison: ReportTable | null = null;
  let pivots: readonly ReportTable[] = [];
  const stores = new Map<string, SeriesStore>();
  const tests = new Map<string, Evaluation[]>();
  const storeOf = (run: string): SeriesStore => {
    const store = stores.get(run) ?? createSeriesStore();
    stores.set(run, store);
    return store;
  };
  return {
    get runs() {
      return runs;
    },
    get comparison() {
      return comparison;
    },
    get pivots() {
      return pivots;
    },
    series: storeOf,
    evaluations: (run) => tests.get(run) ?? [],
    take(message) {
      if (message.kind === 'runs') runs = message.runs;
      else if (message.kind === 'tables') ({ comparison, pivots } = message as Tables);
      else if (message.kind === 'points') {
        const store = storeOf(message.run);
        if (message.restarted) store.clear();
        store.append(message.clock, message.x, message.columns);
      } else if (message.kind === 'evaluations') {
        const before = message.restarted ? [] : (tests.get(message.run) ?? []);
        tests.set(message.run, [...before, ...message.evaluations]);
      }
    },
  };
}
