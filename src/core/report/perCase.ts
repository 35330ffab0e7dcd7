import type { ReportRun } from './run';
import { evaluationOf, modelsOf } from './run';
import type { ReportTable } from './table';

const number = (value: number | null): string => (value === null ? '' : String(value));

/** Every case, label and model of every run, at the last evaluation; full precision, fractions as they are. */
export function perCaseTable(runs: readonly ReportRun[]): ReportTable {
  const rows = runs.flatMap((run) =>
    modelsOf([run]).flatMap((model) => {
      const evaluation = evaluationOf(run, model);
      return (evaluation?.cases ?? []).map(({ case: id, label, dice, jaccard, hd95, asd, assd }) => ({
        cells: [run.id, model, String(evaluation?.iteration), id, String(label), ...[dice, jaccard, hd95, asd, assd].map(number)],
      }));
    }),
  );
  return {
    title: 'Test cases',
    columns: ['run', 'model', 'iteration', 'case', 'label', 'dice', 'jaccard', 'hd95', 'asd', 'assd'],
    rows,
    notes: [],
  };
}
