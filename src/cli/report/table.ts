import type { MetricName, Summary } from '../../core/metrics/summary';
import type { Results } from '../../trainer/events';

/** Columns padded to equal width, the first to the left, the others to the right. */
export function alignTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

const COLUMNS: readonly { readonly name: MetricName; readonly title: string; readonly digits: number }[] = [
  { name: 'dice', title: 'Dice', digits: 3 },
  { name: 'jaccard', title: 'Jaccard', digits: 3 },
  { name: 'hd95', title: '95HD', digits: 2 },
  { name: 'asd', title: 'ASD', digits: 2 },
];

function cell({ mean, deviation }: Summary, digits: number): string {
  if (mean === null) return '-';
  return deviation === null ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}

/** Mean ± standard deviation over the test cases, one row a model, and a note where distances are missing. */
export function resultLines(results: Results, unit: 'voxel' | 'mm' = 'voxel'): string[] {
  const models = Object.entries(results);
  const lines = alignTable([
    ['', ...COLUMNS.map(({ title, digits }) => (digits === 2 ? `${title} (${unit})` : title))],
    ...models.map(([model, summaries]) => [model, ...COLUMNS.map(({ name, digits }) => cell(summaries[name], digits))]),
  ]);
  const missing = models.filter(([, { hd95 }]) => hd95.missing > 0).map(([model, { hd95 }]) => `${model} ${hd95.missing}`);
  return missing.length === 0 ? lines : [...lines, `Cases with an empty mask, which have no distances: ${missing.join(', ')}.`];
}
