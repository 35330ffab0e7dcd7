/** The results of a study as a Markdown table: one row for each kind of experiment, mean and deviation over its seeds. */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values) {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function cell(values, digits) {
  const known = values.filter((value) => value !== null && value !== undefined);
  if (known.length === 0) return '';
  const spread = known.length > 1 ? ` ± ${deviation(known).toFixed(digits)}` : '';
  return `${mean(known).toFixed(digits)}${spread}`;
}

export function accuracyTable(results) {
  const rows = Map.groupBy ? Map.groupBy(results, ({ row }) => row) : groupBy(results);
  const lines = [...rows].map(([row, runs]) => {
    const column = (model, metric, digits) =>
      cell(
        runs.map(({ test }) => test[model]?.[metric]?.mean),
        digits,
      );
    return [
      row,
      runs.length,
      column('A', 'dice', 4),
      column('B', 'dice', 4),
      column('mean', 'dice', 4),
      column('A', 'hd95', 2),
      column('A', 'asd', 2),
      cell(
        runs.map(({ secondsAnIteration }) => secondsAnIteration),
        2,
      ),
    ].join(' | ');
  });
  const head = 'experiment | seeds | Dice A | Dice B | Dice mean | 95HD A (voxel) | ASD A (voxel) | s an iteration';
  return [head, head.replace(/[^|]+/g, ' --- '), ...lines].map((line) => `| ${line.trim()} |`).join('\n');
}

/** Node 20 has no Map.groupBy. */
function groupBy(results) {
  const groups = new Map();
  for (const result of results) groups.set(result.row, [...(groups.get(result.row) ?? []), result]);
  return groups;
}
