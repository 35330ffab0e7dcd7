import type { CaseReport, Problem } from './types';

/** What an experiment asks of the cases that it uses. */
export interface Wanted {
  readonly experiment: string;
  readonly labelled: number;
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
}

/** Cases that an experiment needs the labels of, and that have none. */
export function missingLabels(
  { experiment, labelled, train, validation, test }: Wanted,
  cases: readonly CaseReport[],
): Problem[] {
  const without = new Set(cases.filter((one) => !one.labelled).map((one) => one.case));
  const needed = [...train.slice(0, labelled), ...validation, ...test];
  return needed
    .filter((id) => without.has(id))
    .map((id) => ({
      severity: 'error',
      code: 'label-missing',
      file: experiment,
      problem: `${id} has no label, and the experiment ${train.includes(id) ? `trains on the labels of its first ${labelled} cases` : 'measures on it'}.`,
      fix: 'Add the label, or change the lists or data.labelled.',
    }));
}
