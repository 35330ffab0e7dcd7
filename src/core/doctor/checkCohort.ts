import type { PatientOf } from '../patients/patients';
import { patientOf } from '../patients/patients';
import type { Triple } from '../volume/types';
import { spacingText } from '../wording';
import type { Copy } from './nearCopies';
import { findCopies } from './nearCopies';
import type { Fingerprint, Problem } from './types';

export interface CohortProblem extends Problem {
  readonly case: string;
}

/** Two cases that show the same scan. */
export interface Duplicate {
  readonly earlier: Fingerprint;
  readonly later: Fingerprint;
  /** Voxel by voxel; false: saved anew, rescaled or slightly resampled. */
  readonly exact: boolean;
}

/** The first case with the same voxels in each list. */
function exactCopies(cases: readonly Fingerprint[]): Copy[] {
  const first = new Map<string, number>();
  const lists = [...new Set(cases.map(({ split }) => split))];
  return cases.flatMap(({ hash, split }, index) => {
    const copies = lists.flatMap((list) => {
      const of = first.get(`${list} ${hash}`);
      return of === undefined ? [] : [{ index, of }];
    });
    if (!first.has(`${split} ${hash}`)) first.set(`${split} ${hash}`, index);
    return copies;
  });
}

/** Cases that show the same scan: for each an earlier such case in every list that has one. */
export function findDuplicates(cases: readonly Fingerprint[]): Duplicate[] {
  const exact = exactCopies(cases);
  // A case that is another one voxel by voxel needs no second look, nor does anything that is like it.
  const again = new Set(exact.filter(({ index, of }) => cases[index]?.split === cases[of]?.split).map(({ index }) => index));
  const rest = [...cases.keys()].filter((index) => !again.has(index));
  const near = findCopies(rest.map((index) => cases[index] as Fingerprint)).copies.map(
    ({ index, of }): Copy => ({ index: rest[index] as number, of: rest[of] as number }),
  );
  const named = (copies: readonly Copy[], isExact: boolean): Duplicate[] =>
    copies.map(({ index, of }) => ({
      earlier: cases[of] as Fingerprint,
      later: cases[index] as Fingerprint,
      exact: isExact,
    }));
  return [...named(exact, true), ...named(near, false).filter(({ earlier, later }) => earlier.hash !== later.hash)];
}

/** What is wrong with duplicates: one in another list is a leak; the same patient twice in one list is nothing. */
export function duplicateProblems(duplicates: readonly Duplicate[], patients: PatientOf): CohortProblem[] {
  return duplicates.flatMap(({ earlier: other, later: one, exact }): CohortProblem[] => {
    const leak = one.split !== null && other.split !== null && one.split !== other.split;
    if (!leak && !exact && patientOf(patients, one.case) === patientOf(patients, other.case)) return [];
    const what = exact ? 'the same voxels as' : 'almost the same image as';
    const where = leak ? `, which is in another list (${other.split}; this one is in ${one.split})` : '';
    return [
      {
        case: one.case,
        severity: leak ? 'error' : 'warning',
        code: leak ? 'leak' : exact ? 'duplicate' : 'near-duplicate',
        file: one.file,
        problem: `${what} ${other.case}${where}.`,
        fix: leak
          ? 'Put both into one list: a test on a copy of a training case proves nothing.'
          : exact
            ? 'Keep one of the two; until then they stay in one list.'
            : 'Look at both. A proposed split keeps them in one list.',
      },
    ];
  });
}

/** Scans of one patient in more than one list. `sure`: the owner has said who is who, else the names do. */
export function findPatientLeaks(cases: readonly Fingerprint[], patients: PatientOf, sure = false): CohortProblem[] {
  const first = new Map<string, Fingerprint>();
  const problems: CohortProblem[] = [];
  for (const one of cases.filter(({ split }) => split !== null)) {
    const patient = patientOf(patients, one.case);
    const before = first.get(patient);
    if (before === undefined) first.set(patient, one);
    else if (before.split !== one.split)
      problems.push({
        case: one.case,
        severity: sure ? 'error' : 'warning',
        code: 'patient-leak',
        file: one.file,
        problem: `${sure ? '' : 'by its name '}a scan of the patient of ${before.case}, which is in another list (${before.split}; this one is in ${one.split}).`,
        fix: `Keep all scans of a patient in one list${sure ? '' : ', or say who is who in data.patients'}.`,
      });
  }
  return problems;
}

function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Cases that are oriented or spaced otherwise than most. */
export function findOutliers(cases: readonly Fingerprint[]): CohortProblem[] {
  const orientation = mostCommon(cases.flatMap((one) => one.orientation ?? []));
  const channels = mostCommon(cases.map((one) => String(one.channels)));
  const middle = (axis: 0 | 1 | 2): number => {
    const sorted = cases.map(({ spacing }) => spacing[axis]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 1;
  };
  const typical: Triple = [middle(0), middle(1), middle(2)];
  return cases.flatMap((one): CohortProblem[] => {
    const problems: CohortProblem[] = [];
    const add = (severity: Problem['severity'], code: string, problem: string, fix: string): void => {
      problems.push({ case: one.case, severity, code, file: one.file, problem, fix });
    };
    if (one.orientation !== null && one.orientation !== orientation)
      add(
        'note',
        'orientation',
        `stored as ${one.orientation}, most are ${orientation}.`,
        'Nothing: all are brought to RAS+ on reading. Check that the header is true.',
      );
    if (String(one.channels) !== channels)
      add(
        'error',
        'channels',
        `an image of ${one.channels} channels, most have ${channels}.`,
        'Give it the channels that the others have.',
      );
    if (one.spacing.some((step, axis) => step > 2 * (typical[axis] ?? 1) || step < (typical[axis] ?? 1) / 2))
      add(
        'warning',
        'spacing',
        `voxels of ${spacingText(one.spacing)} mm, typical are ${spacingText(typical)} mm.`,
        'Resample it to the spacing of the others.',
      );
    return problems;
  });
}
