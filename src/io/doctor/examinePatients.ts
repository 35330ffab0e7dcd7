import type { Duplicate } from '../../core/doctor/checkCohort';
import type { Fingerprint, Problem } from '../../core/doctor/types';
import type { Likeness } from '../../core/patients/byImages';
import { decideByImages, joinCopies, likenessOf } from '../../core/patients/byImages';
import type { PatientOf, Patients } from '../../core/patients/patients';
import { casesOfPatients } from '../../core/patients/patients';
import { counted } from '../../core/wording';
import type { PatientsReport } from './types';

/** Who is who once the images have been seen. */
export interface SeenPatients {
  /** As names, images or owner say. */
  readonly patients: Patients;
  /** The same, with patients made one whose images are copies of each other: what a split keeps together, and what is shown. */
  readonly together: PatientOf;
  readonly report: PatientsReport;
  readonly problems: readonly Problem[];
}

const countOf = (groups: PatientOf): number => new Set(groups.values()).size;

const SOURCES = {
  names: 'by their names',
  images: 'by their names, which could be read in two ways, and by the likeness of their images',
  table: 'by the table of patients',
  pattern: 'by the pattern of data.patients',
} as const;

function sentence(patients: Patients, together: PatientOf, likeness: Likeness | null): string {
  const count = countOf(together);
  const joined = countOf(patients.of) - count;
  const cases = counted(patients.of.size, 'case');
  const who = count === patients.of.size ? `${cases}, each of another patient,` : `${counted(count, 'patient')}, ${cases},`;
  const share = (value: number): string => value.toFixed(2);
  const images =
    likeness === null
      ? ''
      : `; images ${likeness.agrees ? 'agree' : 'do not show it'} (correlation ${share(likeness.within)} within a patient, ${share(likeness.between)} between)`;
  const copies =
    joined === 0 ? '' : `; ${joined} more ${joined === 1 ? 'is' : 'are'} taken for one of these, being almost the same image`;
  return `${who} ${SOURCES[patients.from]}${images}${copies}.`;
}

function doubts(folder: string, patients: Patients, copiesJoin: boolean): Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, problem: string, fix: string): void => {
    problems.push({ severity: 'warning', code, file: folder, problem, fix });
  };
  if (patients.other !== null)
    add(
      'patients-unsure',
      `the names can be read as ${counted(countOf(patients.of), 'patient')} or as ${countOf(patients.other)}; the first is taken.`,
      'Say who is who in data.patients (a pattern, or a table), or in splits/patients.csv.',
    );
  if (!copiesJoin)
    add(
      'all-alike',
      'most images are almost the same: copies cannot be told from other patients by their looks.',
      'Check that these are the images you mean.',
    );
  return problems;
}

/** Settles who is who, and what to tell of it. */
export function examinePatients(
  folder: string,
  named: Patients,
  fingerprints: readonly Fingerprint[],
  duplicates: readonly Duplicate[],
): SeenPatients {
  const thumbnails = new Map(fingerprints.map((one) => [one.case, one.thumbnail]));
  const patients = decideByImages(named, thumbnails);
  const joined = joinCopies(
    patients.of,
    duplicates.map(({ earlier, later }) => [earlier.case, later.case]),
  );
  const together = joined ?? patients.of;
  const groups = casesOfPatients(together, [...together.keys()]);
  const likeness = likenessOf(patients.of, thumbnails);
  return {
    patients,
    together,
    report: {
      from: patients.from,
      found: sentence(patients, together, likeness),
      groups: [...groups].map(([patient, cases]) => ({ patient, cases })),
    },
    problems: doubts(folder, patients, joined !== null),
  };
}
