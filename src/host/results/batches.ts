import type { Chart } from '../../core/curves/charts';
import type { Row } from '../../core/curves/columns';
import { rowOf } from '../../core/curves/columns';
import type { MetricsRecord } from '../../io/run/metricsLog';
import type { Evaluation, ResultsMessage } from '../../protocol/results';

type Points = Extract<ResultsMessage, { kind: 'points' }>;

function pointsOf(run: string, clock: Chart['clock'], rows: readonly Row[]): Points {
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const number = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);
  return {
    kind: 'points',
    run,
    restarted: false,
    clock,
    x: rows.map(({ iteration }) => iteration),
    columns: Object.fromEntries(names.map((name) => [name, rows.map(({ values }) => number(values[name]))])),
  };
}

function evaluationOf(record: MetricsRecord): Evaluation | null {
  const { kind, iteration, split, model, unit, cases } = record;
  if (kind !== 'evaluation' || typeof iteration !== 'number' || typeof split !== 'string' || typeof model !== 'string')
    return null;
  if (!Number.isInteger(iteration) || iteration < 0 || !Array.isArray(cases)) return null;
  const rows = cases.filter(
    (one): one is Record<string, unknown> => typeof one === 'object' && one !== null && !Array.isArray(one),
  );
  return { iteration, split, model, unit: typeof unit === 'string' ? unit : 'voxel', cases: rows };
}

/** What the page is told of some lines of a run's metrics.jsonl. */
export function messagesOf(run: string, records: readonly MetricsRecord[]): ResultsMessage[] {
  const rows = records.map(rowOf).filter((row) => row !== null);
  const points = (['train', 'validation', 'test'] as const)
    .map((clock) =>
      pointsOf(
        run,
        clock,
        rows.filter((row) => row.clock === clock),
      ),
    )
    .filter(({ x }) => x.length > 0);
  const evaluations = records.map(evaluationOf).filter((one) => one !== null);
  return evaluations.length === 0 ? points : [...points, { kind: 'evaluations', run, restarted: false, evaluations }];
}
