import type { CohortProblem } from '../../core/doctor/checkCohort';
import { duplicateProblems, findDuplicates, findOutliers, findPatientLeaks } from '../../core/doctor/checkCohort';
import type { CaseReport, Problem } from '../../core/doctor/types';
import { severities } from '../../core/doctor/types';
import type { DatasetContents } from '../dataset';
import type { Examined } from './examineCase';
import { examineCase } from './examineCase';
import { examineProposal, folderProblems } from './examineFolder';
import { examinePatients } from './examinePatients';
import type { DoctorOptions, DoctorReport } from './types';

function bySeverity(a: Problem, b: Problem): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity);
}

/** The reports with what only shows between cases. */
function withCohort(examined: readonly Examined[], found: readonly CohortProblem[]): CaseReport[] {
  const problems = new Map<string, Problem[]>();
  for (const { case: id, ...problem } of found) problems.set(id, [...(problems.get(id) ?? []), problem]);
  return examined.map(({ report }) => ({
    ...report,
    problems: [...report.problems, ...(problems.get(report.case) ?? [])].sort(bySeverity),
  }));
}

/**
 * Examines every case of a folder, one at a time, and then compares what is remembered of them. Broken files are problems in the
 * report, not errors. An aborted signal throws its reason.
 */
export async function doctor(
  contents: DatasetContents,
  options: DoctorOptions = {},
  signal?: AbortSignal,
): Promise<DoctorReport> {
  const examined: Examined[] = [];
  for (const id of contents.cases.keys()) {
    signal?.throwIfAborted();
    examined.push(await examineCase(contents, id, options));
    options.onProgress?.(examined.length, contents.cases.size);
  }
  const fingerprints = examined.flatMap(({ fingerprint }) => fingerprint ?? []);
  const duplicates = findDuplicates(fingerprints);
  const { folder, layout, labelNames, ignoreLabel, splits } = contents;
  const { patients, together, report, problems } = examinePatients(folder, contents.patients, fingerprints, duplicates);
  const sure = patients.from === 'table' || patients.from === 'pattern';
  const proposed = examineProposal(contents, together);
  return {
    version: 1,
    folder,
    layout,
    found: contents.found,
    labelNames,
    ...(ignoreLabel === undefined ? {} : { ignoreLabel }),
    splits,
    proposedSplits: proposed.proposal,
    patients: report,
    problems: [...folderProblems(contents), ...proposed.problems, ...problems].sort(bySeverity),
    cases: withCohort(examined, [
      ...duplicateProblems(duplicates, patients.of),
      ...findPatientLeaks(fingerprints, patients.of, sure),
      ...findOutliers(fingerprints),
    ]),
  };
}
