import { groupSummary, protocolNotes } from './comparison';
import { distinct, note } from './note';
import { describeProtocol, whyNotComparable } from './protocol';
import type { PublishedTable } from './published/types';
import type { ReportRun } from './run';
import { cellOf, METRICS } from './run';
import { groupBySettings } from './settings';
import type { ReportRow, ReportTable } from './table';

const plain = (value: number | null): string => (value === null ? 'NA' : value.toFixed(2));

function publishedRow({ method, annotated, unannotated, dice, jaccard, hd95, asd }: PublishedTable['rows'][number]): ReportRow {
  return { cells: [method, annotated, unannotated, '', ...[dice, jaccard, hd95, asd].map(plain)], published: true };
}

/** Shares of labelled and unlabelled scans as the paper prints them. */
function scans(count: number, all: number): string {
  return count === 0 ? '0' : `${count} (${Math.round((100 * count) / all)}%)`;
}

export interface PivotRun extends ReportRun {
  readonly labelled: number;
  readonly unlabelled: number;
}

/**
 * Our runs below a table of the paper, in its shape: one row for each experiment, named by `label` (its weight of the text, its loss,
 * its method) and its data. Published rows are marked, and the notes say why the two do not compare.
 */
export function pivotTable(
  published: PublishedTable,
  runs: readonly PivotRun[],
  model: string,
  label: (settings: ReadonlyMap<string, string>) => string,
): ReportTable {
  const ours = groupBySettings(runs).flatMap(({ settings, runs: members }): ReportRow[] => {
    const [first] = members as readonly PivotRun[];
    if (first === undefined) return [];
    const cells = METRICS.map(({ name, percent }) => {
      const summary = groupSummary({ settings, runs: members }, model, name, 'last');
      return summary === null ? '-' : cellOf(summary, percent);
    });
    const all = first.labelled + first.unlabelled;
    const { data } = first.protocol;
    // A run on other data stands in the table all the same, and must say so where it is read.
    const name = data === null ? label(settings) : `${label(settings)}, ${data}`;
    return [{ cells: [name, scans(first.labelled, all), scans(first.unlabelled, all), String(members.length), ...cells] }];
  });
  const reasons = runs.flatMap(({ protocol }) => whyNotComparable(published.protocol, protocol));
  return {
    title: published.title,
    columns: ['Method', 'Annotated', 'Unannotated', 'Seeds', ...METRICS.map(({ title }) => title)],
    rows: [...published.rows.map(publishedRow), ...ours],
    notes: [
      note('Published rows: {0}.', describeProtocol(published.protocol)),
      ...published.notes.map((text) => note(text)),
      ...distinct(reasons),
      ...protocolNotes(runs),
    ],
  };
}

/** What each ablation varies: the label of a run by its settings. */
export const pivotLabels: Readonly<Record<PublishedTable['number'], (settings: ReadonlyMap<string, string>) => string>> = {
  2: (settings) => settings.get('method.kind') ?? 'unknown',
  3: (settings) => settings.get('method.kind') ?? 'unknown',
  4: (settings) => settings.get('method.kind') ?? 'unknown',
  5: (settings) => {
    const off = settings.get('text.injection') === 'off' || !settings.has('text.beta');
    return off ? 'β = 0 (no text)' : `β = ${settings.get('text.beta')}`;
  },
  6: (settings) => {
    const terms = [
      ['CE', 'supervised.crossEntropyWeight'],
      ['Dice', 'supervised.diceWeight'],
    ] as const;
    return terms.flatMap(([name, path]) => (Number(settings.get(path)) > 0 ? [name] : [])).join(' + ') || 'none';
  },
  7: (settings) => settings.get('method.unsupervised.kind')?.toUpperCase() ?? 'none (supervised)',
};
