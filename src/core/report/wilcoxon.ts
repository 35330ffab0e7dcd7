import { normalTail } from '../statistics/normal';

/**
 * Wilcoxon's signed-rank test of paired numbers, two-sided. Zero differences are left out, ties share their mean rank. Exact for up to
 * 25 differences, by counting all sign patterns, ties included; beyond, the normal approximation with correction for ties and
 * continuity (Hollander and Wolfe, Nonparametric Statistical Methods, 3.1).
 */
export interface SignedRank {
  /** Differences that are not 0. */
  readonly count: number;
  /** Sum of the ranks of positive differences. */
  readonly statistic: number;
  /** null without any difference. */
  readonly p: number | null;
  readonly exact: boolean;
}

const EXACT_UP_TO = 25;

/** Ranks 1..n of ascending numbers; equal ones get their mean. */
function midranks(sorted: readonly number[]): number[] {
  return sorted.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

/** P(sum of a random half of the ranks >= statistic) and P(<=), over all sign patterns; twice a midrank is whole. */
function exactTails(ranks: readonly number[], statistic: number): { upper: number; lower: number } {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const ways = new Float64Array(total + 1);
  ways[0] = 1;
  for (const rank of doubled) for (let sum = total; sum >= rank; sum--) ways[sum] = (ways[sum] ?? 0) + (ways[sum - rank] ?? 0);
  const place = Math.round(2 * statistic);
  const share = (from: number, to: number): number =>
    ways.subarray(from, to + 1).reduce((sum, count) => sum + count, 0) / 2 ** ranks.length;
  return { upper: share(place, total), lower: share(0, place) };
}

function normalP(ranks: readonly number[], statistic: number): number {
  const n = ranks.length;
  const squares = ranks.reduce((sum, rank) => sum + rank * rank, 0);
  const distance = Math.max(0, Math.abs(statistic - (n * (n + 1)) / 4) - 0.5);
  return 2 * normalTail(distance / Math.sqrt(squares / 4));
}

/** @param differences one a pair, in any order. */
export function signedRank(differences: readonly number[]): SignedRank {
  const nonZero = differences.filter((value) => value !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const ranks = midranks(nonZero.map(Math.abs));
  const count = nonZero.length;
  const statistic = ranks.reduce((sum, rank, index) => ((nonZero[index] ?? 0) > 0 ? sum + rank : sum), 0);
  if (count === 0) return { count, statistic, p: null, exact: true };
  if (count > EXACT_UP_TO) return { count, statistic, p: Math.min(1, normalP(ranks, statistic)), exact: false };
  const { upper, lower } = exactTails(ranks, statistic);
  return { count, statistic, p: Math.min(1, 2 * Math.min(upper, lower)), exact: true };
}
