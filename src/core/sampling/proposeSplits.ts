import { permutation } from '../random/permutation';
import { createStream } from '../random/stream';

export interface ProposedSplits {
  /** Labelled cases first. */
  readonly train: readonly string[];
  readonly test: readonly string[];
}

/** Part of the labelled cases that is kept for the test, as the field's own lists have it (LA 20 of 100, hippocampus 40 of 220). */
const TEST_SHARE = 0.2;

/** What belongs to one patient: the name up to a last number or time point after a separator stays together (p03_1 and p03_2). */
export function patientOf(id: string): string {
  const match = /^(.+\d.*?)[_\-.](?:t|tp|v|visit|scan|session|ses-?)?\d{1,2}$/i.exec(id);
  return match?.[1] ?? id;
}

/**
 * A split for a data set that has no lists: patients in an order drawn from the seed, a fifth of the labelled ones for the test; cases
 * without a label come last in the training list. The same cases and seed always give the same split, in whatever order they are named.
 * @throws Error with fewer than two labelled patients.
 */
export function proposeSplits(labelled: readonly string[], unlabelled: readonly string[], seed = 1337): ProposedSplits {
  const patients = [...new Set(labelled.map(patientOf))].sort();
  if (patients.length < 2) throw new Error(`${patients.length} labelled patients cannot be split into training and test`);
  const order = permutation(patients.length, createStream({ seed, iteration: 0, sample: 0, purpose: 'splits' }));
  const tests = Math.max(1, Math.round(TEST_SHARE * patients.length));
  const inTest = new Set(order.slice(0, tests).map((index) => patients[index]));
  const rank = new Map(order.map((index, place) => [patients[index], place]));
  const sorted = [...labelled].sort((a, b) => (rank.get(patientOf(a)) ?? 0) - (rank.get(patientOf(b)) ?? 0) || (a < b ? -1 : 1));
  return {
    // An unlabelled scan of a test patient must not be trained on either.
    train: [
      ...sorted.filter((id) => !inTest.has(patientOf(id))),
      ...[...unlabelled].filter((id) => !inTest.has(patientOf(id))).sort(),
    ],
    test: sorted.filter((id) => inTest.has(patientOf(id))),
  };
}
