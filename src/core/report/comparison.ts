import type { Summary } from '../metrics/summary';
import { summarise } from '../metrics/summary';
import type { Note } from './note';
import { distinct, note } from './note';
import { whyNotComparable } from './protocol';
import type { Metric, Moment, ReportRun } from './run';
import { cellOf, evaluationOf, METRICS, modelsOf, summaryOf } from './run';
import type { Group } from './settings';
import { differingPaths, groupBySettings } from './settings';
import type { ReportRow, ReportTable } from './table';

/** Mean of the runs' means with their spread over seeds; of a single run, its mean and spread over cases. null without evaluation. */
export function groupSummary(
  group: Group,
  model: string,
  metric: Metric,
  moment: Moment,
): Pick<Summary, 'mean' | 'deviation'> | null {
  const summaries = group.runs.flatMap((run) => {
    const evaluation = evaluationOf(run, model, moment);
    return evaluation === null ? [] : [summaryOf(evaluation)[metric]];
  });
  const [first] = summaries;
  if (first === undefined) return null;
  return summaries.length === 1 ? first : summarise(summaries.map(({ mean }) => mean));
}

/** More settings than these stand behind the numbers, which they would push out of sight. */
const MOST_BEFORE = 4;

function inOrder(name: string, settings: readonly string[], numbers: readonly string[]): string[] {
  return settings.length > MOST_BEFORE ? [name, ...numbers, ...settings] : [name, ...settings, ...numbers];
}

function rowOf(group: Group, paths: readonly string[], model: string, moment: Moment): ReportRow | null {
  const cells = METRICS.map(({ name, percent }) => {
    const summary = groupSummary(group, model, name, moment);
    return summary === null ? null : cellOf(summary, percent);
  });
  if (cells.includes(null)) return null;
  const measured = group.runs.filter((run) => evaluationOf(run, model, moment) !== null);
  const names = [...new Set(measured.map(({ name }) => name))].join(', ');
  const settings = paths.map((path) => group.settings.get(path) ?? '');
  const numbers = [model, moment, String(measured.length), ...cells.map((cell) => cell ?? '-')];
  return { cells: inOrder(names, settings, numbers) };
}

/** Why runs of a report do not stand side by side; the settings under study are expected to differ, the protocol is not. */
export function protocolNotes(runs: readonly ReportRun[]): Note[] {
  const [first, ...others] = runs;
  if (first === undefined) return [];
  return distinct(others.flatMap(({ protocol }) => whyNotComparable(first.protocol, protocol)));
}

/** Runs side by side: only the settings that differ, the last and the best checkpoint, mean ± deviation over the seeds of each experiment. */
export function comparisonTable(runs: readonly ReportRun[], moments: readonly Moment[] = ['last', 'best']): ReportTable {
  const groups = groupBySettings(runs);
  const paths = differingPaths(groups.map(({ settings }) => settings));
  const rows = groups.flatMap((group) =>
    modelsOf(group.runs).flatMap((model) =>
      moments.flatMap((moment) => {
        const row = rowOf(group, paths, model, moment);
        return row === null ? [] : [row];
      }),
    ),
  );
  return {
    title: 'Runs on the test cases',
    columns: inOrder('Run', paths, ['Model', 'Checkpoint', 'Seeds', ...METRICS.map(({ title }) => title)]),
    rows,
    notes: [
      note('Mean and standard deviation are over the seeds where there are several, else over the cases.'),
      ...protocolNotes(runs),
    ],
  };
}
