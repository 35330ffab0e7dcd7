/** What `doctor` prints for a person. */
import type { Problem } from '../../core/doctor/types';
import { counted, shortNumber } from '../../core/wording';
import type { DoctorReport, PatientsReport } from '../../io/doctor/types';
import { printable } from '../../io/fileError';
import { alignTable } from './table';

export function problemsOf({ problems, cases }: DoctorReport) {
  return [...problems, ...cases.flatMap((one) => one.problems)];
}

/** Folders hold more cases than a call takes arguments. */
const extreme = (values: readonly number[], of: (a: number, b: number) => number): number => values.reduce((a, b) => of(a, b));

function summary(report: DoctorReport): string[] {
  const { cases } = report;
  const sizes = cases.flatMap(({ size }) => (size === null ? [] : [size]));
  const range = (axis: 0 | 1 | 2): string => {
    const along = sizes.map((size) => size[axis]);
    const [low, high] = [extreme(along, Math.min), extreme(along, Math.max)];
    return low === high ? `${low}` : `${low}-${high}`;
  };
  const values = [...new Set(cases.flatMap(({ labels }) => Object.keys(labels)))].sort((a, b) => Number(a) - Number(b));
  const names = values.map((value) => (report.labelNames[value] === undefined ? value : `${value} ${report.labelNames[value]}`));
  const numbers = cases.flatMap(({ min, max }) => (min === null || max === null ? [] : [min, max]));
  return [
    report.found,
    ...(sizes.length > 0
      ? [
          `Sizes ${range(0)} x ${range(1)} x ${range(2)} voxels, intensities ${shortNumber(extreme(numbers, Math.min))} to ${shortNumber(extreme(numbers, Math.max))}.`,
        ]
      : []),
    ...patientTable(report.patients),
    `Label values: ${names.join(', ') || 'none'}.`,
    ...(report.proposedSplits === null
      ? []
      : [
          `Proposed split: ${report.proposedSplits.train.length} for training, ${report.proposedSplits.test.length} for the test (--write-splits writes it).`,
        ]),
  ];
}

/** Patients, and cases of one, that are shown; --json has them all. */
const PATIENTS = 6;
const CASES = 4;

/** Who is who, where somebody has several cases: the first few patients. */
function patientTable({ found, groups }: PatientsReport): string[] {
  if (groups.length === 0) return [];
  const several = groups.filter(({ cases }) => cases.length > 1);
  const rows = several
    .slice(0, PATIENTS)
    .map(({ patient, cases }) => [
      `  ${patient}`,
      cases.slice(0, CASES).join(', ') + (cases.length > CASES ? `, and ${cases.length - CASES} more` : ''),
    ]);
  const more = several.length - rows.length;
  return [
    `Patients: ${found}`,
    ...(rows.length === 0 ? [] : alignTable(rows)),
    ...(more > 0 ? [`  and ${counted(more, 'more patient')} with several cases (--json lists all)`] : []),
  ];
}

/** Problems of one kind that are shown; a data set that is odd in one way is so in all its cases. */
const SHOWN = 4;

function byCode(problems: readonly Problem[]): Problem[][] {
  const codes = [...new Set(problems.map(({ code }) => code))];
  return codes.map((code) => problems.filter((one) => one.code === code));
}

export function printDoctorReport(report: DoctorReport): void {
  for (const line of summary(report)) console.log(printable(line));
  const all = problemsOf(report);
  for (const severity of ['error', 'warning', 'note'] as const) {
    const some = all.filter((one) => one.severity === severity);
    if (some.length > 0) console.log(`\n${some.length} ${severity}${some.length > 1 ? 's' : ''}`);
    for (const alike of byCode(some)) {
      for (const { file, problem, fix } of alike.slice(0, SHOWN))
        console.log(`  ${printable(file)}: ${printable(problem)} ${fix}`);
      if (alike.length > SHOWN) console.log(`  and ${alike.length - SHOWN} more like these (--json lists all)`);
    }
  }
  if (all.length === 0) console.log('No problem found.');
}
