import { summarise } from '../metrics/summary';
import { signedRank } from '../report/wilcoxon';
import { studentP } from './student';

/** Tests and sizes of the differences of pairs. */
export interface PairedTests {
  readonly pairs: number;
  readonly mean: number;
  /** Two-sided p of Wilcoxon's signed-rank test; null without any difference. */
  readonly wilcoxonP: number | null;
  readonly exact: boolean;
  /** Two-sided p of the paired t test; null with fewer than two pairs, or without any spread. */
  readonly tP: number | null;
  /** Mean difference in its own standard deviations (Cohen's d of paired numbers); null as tP. */
  readonly dz: number | null;
  /** Matched-pairs rank-biserial correlation, -1 to 1 (Kerby 2014); null without any difference. */
  readonly rankBiserial: number | null;
}

/** @param differences first - second of each pair, at least one. */
export function pairedTests(differences: readonly number[]): PairedTests {
  const { mean, deviation } = summarise(differences);
  const { p, exact, statistic, count } = signedRank(differences);
  const pairs = differences.length;
  const spread = deviation !== null && deviation > 0;
  const t = spread ? (mean ?? 0) / (deviation / Math.sqrt(pairs)) : null;
  const total = (count * (count + 1)) / 2;
  return {
    pairs,
    mean: mean ?? 0,
    wilcoxonP: p,
    exact,
    tP: t === null ? null : studentP(t, pairs - 1),
    dz: spread ? (mean ?? 0) / deviation : null,
    rankBiserial: total === 0 ? null : (2 * statistic - total) / total,
  };
}
