import type { PatientOf } from './patients';
import { patientOf } from './patients';

/** Cases of each list, by the list's name. */
export type Lists = Readonly<Record<string, readonly string[]>>;

/** A patient whose cases are in more than one list. */
export interface SharedPatient {
  readonly patient: string;
  /** The first of its cases in each list. */
  readonly cases: readonly { readonly id: string; readonly list: string }[];
}

/** Patients that a test would know from training. */
export function sharedPatients(lists: Lists, patients: PatientOf): SharedPatient[] {
  const first = new Map<string, Map<string, string>>();
  for (const [list, ids] of Object.entries(lists))
    for (const id of ids) {
      const patient = patientOf(patients, id);
      const cases = first.get(patient) ?? new Map<string, string>();
      if (!cases.has(list)) first.set(patient, cases.set(list, id));
    }
  return [...first]
    .filter(([, cases]) => cases.size > 1)
    .map(([patient, cases]) => ({ patient, cases: [...cases].map(([list, id]) => ({ id, list })) }));
}

/** One sentence that warns of them; null where there are none. */
export function leakWarning(lists: Lists, patients: PatientOf): string | null {
  const [first, ...others] = sharedPatients(lists, patients);
  if (first === undefined) return null;
  const cases = first.cases.map(({ id, list }) => `${id} (${list})`).join(', ');
  const more = others.length === 0 ? '' : `, and so ${others.length === 1 ? 'is 1 more' : `are ${others.length} more`}`;
  return (
    `Patient ${first.patient} is in more than one list: ${cases}${more}. A test on a patient that was trained on proves little: ` +
    "keep all scans of a patient in one list, or say who is who in data.patients ('llm-segnet doctor' shows the table)."
  );
}
