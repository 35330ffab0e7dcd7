import { declarationOf } from '../core/methods/registry';
import type { MeasuredRun } from '../core/study/results/groups';
import { readReportRun } from '../io/run/reportRun';
import type { RunStatus } from './states';

/** What the runs that are done have measured, in their order. Throws FileError. */
export async function measuredRuns(statuses: readonly RunStatus[]): Promise<MeasuredRun[]> {
  const measured: MeasuredRun[] = [];
  for (const { run, path, state } of statuses) {
    if (state !== 'done') continue;
    const report = await readReportRun(path);
    if (report.evaluations.length > 0)
      measured.push({ values: run.values, headline: declarationOf(run.experiment).headline, report });
  }
  return measured;
}
