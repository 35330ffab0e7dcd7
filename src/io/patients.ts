/** Which cases are of one patient, as their owner says, else by their names. */
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { PatientsSettings } from '../core/config/sections/data';
import type { PatientOf, Patients } from '../core/patients/patients';
import { patientsByNames } from '../core/patients/patients';
import { writeFileAtomic } from './atomic';
import { caseIdOf } from './caseName';
import { FileError, systemCode } from './fileError';
import { parseTable, tableCell } from './table';
import type { TextFileKind } from './textFile';
import { readTextFileIfAny } from './textFile';

const TABLE: TextFileKind = { what: 'table of patients', mostBytes: 16 * 2 ** 20, fix: 'Write one case a line.' };
/** For a pattern on all names together: one that takes longer goes back and forth without end. */
const PATTERN_MILLISECONDS = 2000;

/** Where `doctor --write-splits` writes its grouping, for its owner to correct. */
const usualTable = (folder: string): string => join(folder, 'splits', 'patients.csv');

function columnOf(path: string, columns: readonly string[], name: string): number {
  const place = columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
  if (place >= 0) return place;
  throw new FileError(
    path,
    'line 1',
    `there is no column "${name}", only ${columns
      .slice(0, 8)
      .map((column) => `"${column.slice(0, 40)}"`)
      .join(', ')}.`,
    'Name the columns in data.patients (case, patient), or in the first line of the table.',
  );
}

function parsePatients(path: string, text: string, names: { readonly case: string; readonly patient: string }): PatientOf {
  const { columns, rows } = parseTable(text);
  const [idPlace, patientPlace] = [columnOf(path, columns, names.case), columnOf(path, columns, names.patient)];
  const patients = new Map<string, string>();
  for (const { line, cells } of rows) {
    const [id, patient] = [caseIdOf(cells[idPlace] ?? ''), cells[patientPlace] ?? ''];
    if (id === '' || patient === '')
      throw new FileError(path, `line ${line}`, 'the case or its patient is missing.', 'Write both.');
    const before = patients.get(id);
    if (before !== undefined && before !== patient)
      throw new FileError(
        path,
        `line ${line}`,
        `${id} is of patient ${before} above, and of ${patient} here.`,
        'Keep one of the two.',
      );
    patients.set(id, patient.slice(0, 200));
  }
  return patients;
}

/** Every case must be in the table its owner names: a case that was forgotten would pass for a patient of its own. */
async function byTable(
  folder: string,
  ids: readonly string[],
  table: Extract<PatientsSettings, { kind: 'table' }>,
): Promise<Patients> {
  const path = resolve(folder, table.file);
  const text = await readTextFileIfAny(path, TABLE);
  if (text === null)
    throw new FileError(path, 'file', 'there is no such table.', 'Correct data.patients.file, or write the table.');
  const patients = parsePatients(path, text, table);
  const forgotten = ids.filter((id) => !patients.has(id));
  if (forgotten.length > 0)
    throw new FileError(
      path,
      table.case,
      `${forgotten[0]}${forgotten.length > 1 ? ` and ${forgotten.length - 1} more cases are` : ' is'} missing.`,
      'Add a line for every case.',
    );
  return { of: new Map(ids.map((id) => [id, patients.get(id) as string])), from: 'table', other: null };
}

/** The table that lies with the lists; cases that came later are read by their names. */
async function byUsualTable(folder: string, ids: readonly string[]): Promise<Patients | null> {
  const path = usualTable(folder);
  const text = await readTextFileIfAny(path, TABLE);
  if (text === null) return null;
  const patients = parsePatients(path, text, { case: 'case', patient: 'patient' });
  const named = patientsByNames(ids).of;
  return { of: new Map(ids.map((id) => [id, patients.get(id) ?? named.get(id) ?? id])), from: 'table', other: null };
}

/** In a context of its own with a time limit: a pattern from a stranger's experiment must not hang whoever opens it. */
function byPattern(ids: readonly string[], pattern: string): Patients {
  const refuse = (problem: string, fix: string): FileError => new FileError('data.patients.pattern', pattern, problem, fix);
  let caught: unknown;
  try {
    const code = 'const r = new RegExp(pattern, "u"); JSON.stringify(JSON.parse(ids).map((id) => r.exec(id)?.[1] ?? null))';
    caught = JSON.parse(
      runInNewContext(code, { pattern, ids: JSON.stringify(ids) }, { timeout: PATTERN_MILLISECONDS }) as string,
    );
  } catch (error) {
    const slow = systemCode(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    if (slow)
      throw refuse(`it takes more than ${PATTERN_MILLISECONDS / 1000} s on the names.`, 'Write it without nested repetitions.');
    // An error of another context is no Error of this one.
    throw refuse(
      `${String((error as { message?: unknown }).message ?? error)}.`,
      'Write a regular expression, such as ^(P\\d+)_',
    );
  }
  const patients = (caught as (string | null)[]).map((patient, index) => [ids[index] as string, patient] as const);
  const missed = patients.find(([, patient]) => patient === null || patient === '');
  if (missed !== undefined)
    throw refuse(
      `it catches no patient in the name ${missed[0]}.`,
      'Put the patient into brackets: ^(P\\d+)_ catches P07 in P07_visit2.',
    );
  return { of: new Map(patients as [string, string][]), from: 'pattern', other: null };
}

/** The one grouping of a folder's cases. Throws FileError where a table or a pattern is wrong. */
export async function findPatients(
  folder: string,
  ids: readonly string[],
  choice: PatientsSettings = { kind: 'auto' },
): Promise<Patients> {
  if (choice.kind === 'pattern') return byPattern(ids, choice.pattern);
  if (choice.kind === 'table') return byTable(folder, ids, choice);
  return (await byUsualTable(folder, ids)) ?? patientsByNames(ids);
}

/** Writes splits/patients.csv, sorted by patient. Throws FileError. */
export async function writePatients(folder: string, of: PatientOf): Promise<void> {
  const rows = [...of].sort(([a, p], [b, q]) => (p === q ? (a < b ? -1 : 1) : p < q ? -1 : 1));
  const lines = [['case', 'patient'], ...rows].map((cells) => cells.map(tableCell).join(','));
  await writeFileAtomic(usualTable(folder), `${lines.join('\n')}\n`);
}
