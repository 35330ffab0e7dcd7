import type { SegmentationMetrics } from '../metrics/segmentationMetrics';
import type { Summary } from '../metrics/summary';
import { summariseMetrics } from '../metrics/summary';
import type { Protocol } from './protocol';

interface MeasuredCase extends SegmentationMetrics {
  readonly case: string;
  readonly label: number;
}

/** One evaluation of one model, as metrics.jsonl has it. */
export interface Evaluation {
  readonly iteration: number;
  readonly split: string;
  readonly model: string;
  readonly unit: string;
  readonly largestComponent: boolean;
  readonly cases: readonly MeasuredCase[];
}

/** What reports need of a run; whoever reads the run directory fills it in. */
export interface ReportRun {
  /** Unique among the runs of a report. */
  readonly id: string;
  readonly name: string;
  /** The experiment as resolved. */
  readonly settings: unknown;
  readonly evaluations: readonly Evaluation[];
  /** Iteration of the checkpoint that was best on validation cases, where one was marked. */
  readonly best: number | null;
  /** Whether its numbers are those of the largest pieces; the others, if it has any, are left out. */
  readonly largestComponent: boolean;
  readonly protocol: Protocol;
}

export type Moment = 'last' | 'best';

/**
 * Which of a run's numbers are reported: those made as its settings say, and where it was tested in the other way only, these.
 * @param wanted the run's own setting.
 */
export function reportedPieces(evaluations: readonly Pick<Evaluation, 'split' | 'largestComponent'>[], wanted: boolean): boolean {
  const tests = evaluations.filter(({ split }) => split === 'test');
  return tests.length === 0 || tests.some(({ largestComponent }) => largestComponent === wanted) ? wanted : !wanted;
}

/**
 * A model's newest evaluation on the test cases, with the post-processing that the run's numbers have, of the last iteration evaluated or
 * the best one; null where there is none.
 */
export function evaluationOf(run: ReportRun, model: string, moment: Moment = 'last'): Evaluation | null {
  const { evaluations, best, largestComponent } = run;
  const candidates = evaluations.filter(
    (one) => one.model === model && one.split === 'test' && one.largestComponent === largestComponent,
  );
  const iteration = moment === 'best' ? best : Math.max(...candidates.map((one) => one.iteration));
  return candidates.findLast((one) => one.iteration === iteration) ?? null;
}

/** Models that were tested, in the order of their first evaluation. */
export function modelsOf(runs: readonly ReportRun[]): string[] {
  return [...new Set(runs.flatMap(({ evaluations }) => evaluations.map(({ model }) => model)))];
}

export type Metric = 'dice' | 'jaccard' | 'hd95' | 'asd';
export const METRICS: readonly { readonly name: Metric; readonly title: string; readonly percent: boolean }[] = [
  { name: 'dice', title: 'Dice (%)', percent: true },
  { name: 'jaccard', title: 'Jaccard (%)', percent: true },
  { name: 'hd95', title: '95HD', percent: false },
  { name: 'asd', title: 'ASD', percent: false },
];

export function summaryOf({ cases }: Evaluation): ReturnType<typeof summariseMetrics> {
  return summariseMetrics(cases);
}

/** mean ± deviation with two digits, fractions as percent; '-' without a number. */
export function cellOf({ mean, deviation }: Pick<Summary, 'mean' | 'deviation'>, percent: boolean): string {
  if (mean === null) return '-';
  const text = (value: number): string => (percent ? 100 * value : value).toFixed(2);
  return deviation === null ? text(mean) : `${text(mean)} ± ${text(deviation)}`;
}
