import type { PatientOf } from '../patients/patients';
import { patientOf } from '../patients/patients';
import { correlation } from './measure';
import type { Fingerprint, Problem } from './types';

/** Above this two volumes are taken for the same scan, saved anew, rescaled or slightly resampled. */
const ALIKE = 0.995;

export interface CohortProblem extends Problem {
  readonly case: string;
}

function pairProblem(a: Fingerprint, b: Fingerprint): CohortProblem | null {
  const same = a.hash === b.hash;
  if (!same && correlation(a.thumbnail, b.thumbnail) <= ALIKE) return null;
  const leak = a.split !== null && b.split !== null && a.split !== b.split;
  const what = same ? 'the same voxels as' : 'almost the same image as';
  const where = leak ? `, which is in another list (${a.split}; this one is in ${b.split})` : '';
  return {
    case: b.case,
    severity: leak ? 'error' : 'warning',
    code: leak ? 'leak' : same ? 'duplicate' : 'near-duplicate',
    file: b.file,
    problem: `${what} ${a.case}${where}.`,
    fix: leak ? 'Take one of the two off its list: a test on it proves nothing.' : 'Keep one of the two.',
  };
}

/** Cases that show the same scan. Quadratic in the cases, some microseconds a pair. */
export function findDuplicates(cases: readonly Fingerprint[]): CohortProblem[] {
  return cases.flatMap((b, index) => cases.slice(0, index).flatMap((a) => pairProblem(a, b) ?? []));
}

/** Scans of one patient in more than one list. */
export function findPatientLeaks(cases: readonly Fingerprint[], patients: PatientOf): CohortProblem[] {
  const first = new Map<string, Fingerprint>();
  const problems: CohortProblem[] = [];
  for (const one of cases.filter(({ split }) => split !== null)) {
    const patient = patientOf(patients, one.case);
    const before = first.get(patient);
    if (before === undefined) first.set(patient, one);
    else if (before.split !== one.split)
      problems.push({
        case: one.case,
        severity: 'warning',
        code: 'patient-leak',
        file: one.file,
        problem: `by its name a scan of the patient of ${before.case}, which is in another list (${before.split}; this one is in ${one.split}).`,
        fix: 'Keep all scans of a patient in one list.',
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
  const typical = [middle(0), middle(1), middle(2)];
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
        `voxels of ${one.spacing.join(' x ')} mm, typical are ${typical.join(' x ')} mm.`,
        'Resample it to the spacing of the others.',
      );
    return problems;
  });
}
