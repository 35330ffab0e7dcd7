import type { CohortProblem } from '../../core/doctor/checkCohort';
import { findDuplicates, findOutliers, findPatientLeaks } from '../../core/doctor/checkCohort';
import type { CaseReport, Problem } from '../../core/doctor/types';
import { severities } from '../../core/doctor/types';
import type { DatasetContents } from '../dataset';
import type { Examined } from './examineCase';
import { examineCase } from './examineCase';
import { folderProblems, proposalOf } from './examineFolder';
import type { DoctorOptions, DoctorReport } from './types';

function bySeverity(a: Problem, b: Problem): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity);
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
  const found: CohortProblem[] = [
    ...findDuplicates(fingerprints),
    ...findPatientLeaks(fingerprints, contents.patients.of),
    ...findOutliers(fingerprints),
  ];
  const cases = examined.map(({ report }): CaseReport => {
    const cohort = found.filter((one) => one.case === report.case).map(({ case: _, ...problem }): Problem => problem);
    return { ...report, problems: [...report.problems, ...cohort].sort(bySeverity) };
  });
  const { folder, layout, labelNames, splits } = contents;
  const problems = folderProblems(contents).sort(bySeverity);
  return {
    version: 1,
    folder,
    layout,
    found: contents.found,
    labelNames,
    splits,
    proposedSplits: proposalOf(contents),
    problems,
    cases,
  };
}
