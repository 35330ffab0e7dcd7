import type { SegmentationMetrics } from './segmentationMetrics';

/** Mean and spread of one number over cases. */
export interface Summary {
  /** null when no case has the number. */
  readonly mean: number | null;
  /** Sample standard deviation (divided by n - 1); null with fewer than two cases. */
  readonly deviation: number | null;
  /** Cases that have the number. */
  readonly count: number;
  /** Cases that lack it (distances of an empty mask). */
  readonly missing: number;
}

export type MetricName = keyof SegmentationMetrics;

export function summarise(values: readonly (number | null)[]): Summary {
  const present = values.filter((value): value is number => value !== null);
  const count = present.length;
  const missing = values.length - count;
  if (count === 0) return { mean: null, deviation: null, count, missing };
  const mean = present.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, deviation: null, count, missing };
  const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (count - 1)), count, missing };
}

/** Every metric summarised over cases. Cases whose distances are null are left out of the distance columns, and counted there. */
export function summariseMetrics(cases: readonly SegmentationMetrics[]): Record<MetricName, Summary> {
  const of = (name: MetricName): Summary => summarise(cases.map((one) => one[name]));
  return { dice: of('dice'), jaccard: of('jaccard'), hd95: of('hd95'), asd: of('asd'), assd: of('assd') };
}
