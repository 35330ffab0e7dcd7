import type { PatientOf } from '../patients/patients';
import { casesOfPatients, patientOf } from '../patients/patients';
import { permutation } from '../random/permutation';
import { createStream } from '../random/stream';

export interface ProposedSplits {
  /** Labelled cases first. */
  readonly train: readonly string[];
  readonly test: readonly string[];
}

/** Part of the labelled patients that is kept for the test, as the field's own lists have it (LA 20 of 100, hippocampus 40 of 220). */
const TEST_SHARE = 0.2;

/**
 * A split for a data set that has no lists: patients in an order drawn from the seed, a fifth of the labelled ones for the test; cases
 * without a label come last in the training list. No patient is in both. The same cases and seed always give the same split, in
 * whatever order they are named.
 * @throws Error with fewer than two labelled patients.
 */
export function proposeSplits(
  labelled: readonly string[],
  unlabelled: readonly string[],
  patients: PatientOf,
  seed = 1337,
): ProposedSplits {
  const cases = casesOfPatients(patients, [...labelled].sort());
  const names = [...cases.keys()].sort();
  if (names.length < 2)
    throw new Error(
      `${names.length === 1 ? `all ${labelled.length} labelled cases are of one patient (${names[0]})` : 'no case has a label'}`,
    );
  const order = permutation(names.length, createStream({ seed, iteration: 0, sample: 0, purpose: 'splits' })).map(
    (index) => names[index] as string,
  );
  const tests = Math.max(1, Math.round(TEST_SHARE * names.length));
  const inTest = new Set(order.slice(0, tests));
  const casesOf = (some: readonly string[]): string[] => some.flatMap((patient) => cases.get(patient) ?? []);
  return {
    // An unlabelled scan of a test patient must not be trained on either.
    train: [...casesOf(order.slice(tests)), ...[...unlabelled].filter((id) => !inTest.has(patientOf(patients, id))).sort()],
    test: casesOf(order.slice(0, tests)),
  };
}
