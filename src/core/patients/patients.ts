import type { PatientOf } from './readNames';
import { readNames } from './readNames';

export type { PatientOf } from './readNames';

/**
 * Who is who in a data folder: the one grouping that splits, folds and checks of leaks go by. Cases of one patient belong into one list.
 */
export interface Patients {
  readonly of: PatientOf;
  /** What it was worked out from: names, names and likeness of the images, or what the owner says (a table, a pattern). */
  readonly from: 'names' | 'images' | 'table' | 'pattern';
  /** Another grouping that the names would bear as well; null where they leave no doubt, or where images or owner have decided. */
  readonly other: PatientOf | null;
}

export function patientsByNames(ids: readonly string[]): Patients {
  return { ...readNames(ids), from: 'names' };
}

/** The patient of a case; a case that the grouping does not know is a patient of its own. */
export function patientOf(of: PatientOf, id: string): string {
  return of.get(id) ?? id;
}

/** Patients in the order of their first cases, each with its cases in order. */
export function casesOfPatients(of: PatientOf, ids: readonly string[]): Map<string, string[]> {
  const cases = new Map<string, string[]>();
  for (const id of ids) {
    const patient = patientOf(of, id);
    const known = cases.get(patient);
    if (known === undefined) cases.set(patient, [id]);
    else known.push(id);
  }
  return cases;
}
