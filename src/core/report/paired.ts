import { signedRank } from './wilcoxon';

/** One number a case, or null where the case has none. */
export type ByCase = ReadonlyMap<string, number | null>;

export interface PairedComparison {
  readonly pairs: number;
  /** Mean of first - second over the pairs. */
  readonly meanDifference: number | null;
  readonly p: number | null;
  /** A whole sentence that claims no more than the test does. */
  readonly verdict: string;
}

/**
 * Compares two runs case by case (Wilcoxon signed-rank). `comparisons` is how many such tests are read together: the level .05 is
 * divided by it (Bonferroni). One pair of runs says nothing of other seeds, and the sentence says so.
 */
export function comparePaired(first: ByCase, second: ByCase, comparisons = 1): PairedComparison {
  const differences = [...first].flatMap(([id, a]) => {
    const b = second.get(id);
    return a === null || b === null || b === undefined ? [] : [a - b];
  });
  const pairs = differences.length;
  if (pairs === 0)
    return { pairs, meanDifference: null, p: null, verdict: 'The runs share no measured case: nothing can be compared.' };
  const meanDifference = differences.reduce((sum, value) => sum + value, 0) / pairs;
  const { p, exact } = signedRank(differences);
  if (p === null) return { pairs, meanDifference, p, verdict: `All ${pairs} shared cases have equal numbers.` };
  const level = 0.05 / comparisons;
  const numbers = `mean difference ${meanDifference.toPrecision(3)} over ${pairs} cases, p = ${p.toPrecision(2)}${exact ? '' : ' (approximate)'}, level ${level.toPrecision(2)}`;
  const verdict =
    p < level
      ? `The first run is ${meanDifference > 0 ? 'higher' : 'lower'} on these cases (${numbers}); other seeds may differ.`
      : `No evidence of a difference (${numbers}).`;
  return { pairs, meanDifference, p, verdict };
}
