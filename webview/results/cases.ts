/** The tab of cases: what each model made of each test case of one run. */
import { decimals } from '../../src/core/view/format';
import type { Evaluation } from '../../src/protocol/results';
import { element, fill, on } from '../shared/elements';
import type { Column } from '../shared/table';
import { createTable } from '../shared/table';
import { t } from '../shared/text';
import type { View } from './curves';
import type { PageData } from './data';
import { exportButtons } from './export';
import { send } from './host';
import { lastEvaluations } from './lastEvaluations';
import { change, state } from './state';

/** One label of one case, with every model's numbers. */
interface CaseRow {
  readonly caseId: string;
  readonly label: number;
  readonly split: string;
  readonly models: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
}

const METRICS = [
  { id: 'dice', title: 'Dice', places: 4 },
  { id: 'jaccard', title: 'Jaccard', places: 4 },
  { id: 'hd95', title: '95HD', places: 2 },
  { id: 'asd', title: 'ASD', places: 2 },
] as const;

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The last evaluation of every split and model, by case and label. */
function caseRows(evaluations: readonly Evaluation[]): CaseRow[] {
  const rows = new Map<string, CaseRow>();
  for (const { split, model, cases } of lastEvaluations(evaluations)) {
    for (const one of cases) {
      const { case: caseId, label } = one;
      if (typeof caseId !== 'string' || typeof label !== 'number') continue;
      const key = JSON.stringify([split, caseId, label]);
      const row = rows.get(key) ?? { caseId, label, split, models: {} };
      const metrics = Object.fromEntries(METRICS.map(({ id }) => [id, numberOf(one[id])]));
      rows.set(key, { ...row, models: { ...row.models, [model]: metrics } });
    }
  }
  return [...rows.values()];
}

function caseColumns(rows: readonly CaseRow[], unit: string): Column<CaseRow>[] {
  const models = [...new Set(rows.flatMap(({ models: all }) => Object.keys(all)))];
  const several = (values: readonly unknown[]): boolean => new Set(values).size > 1;
  return [
    { id: 'case', title: t('Case'), text: ({ caseId }) => caseId },
    ...(several(rows.map(({ split }) => split))
      ? [{ id: 'split', title: t('Split'), text: ({ split }: CaseRow) => t(split) }]
      : []),
    ...(several(rows.map(({ label }) => label))
      ? [
          {
            id: 'label',
            title: t('Label'),
            text: ({ label }: CaseRow) => String(label),
            order: ({ label }: CaseRow) => label,
            numeric: true,
          },
        ]
      : []),
    ...METRICS.flatMap(({ id, title, places }) =>
      models.map((model): Column<CaseRow> => {
        const value = (row: CaseRow): number | null => row.models[model]?.[id] ?? null;
        const named = id === 'hd95' || id === 'asd' ? `${title} ${t(model)} (${t(unit)})` : `${title} ${t(model)}`;
        return { id: `${id}.${model}`, title: named, text: (row) => decimals(value(row), places), order: value, numeric: true };
      }),
    ),
  ];
}

export function createCases(data: PageData): View {
  const picker = element('select', { id: 'case-run' });
  on(picker, 'change', () => {
    change({ caseRun: picker.value });
    send({ kind: 'select', runs: [...new Set([...state().selected, picker.value])] });
  });
  const empty = element('p', { class: 'empty' });
  const table = createTable<CaseRow>({
    label: t('Metrics of each case'),
    keyOf: ({ caseId, label, split }) => `${split} ${caseId} ${label}`,
    sort: () => state().sort['cases'],
    onSort: (sort) => change({ sort: { ...state().sort, cases: sort } }),
    onOpen: ({ caseId }) => send({ kind: 'openCase', run: state().caseRun, caseId }),
  });
  const shown = (): { rows: CaseRow[]; columns: Column<CaseRow>[] } => {
    const evaluations = data.evaluations(state().caseRun);
    const rows = caseRows(evaluations);
    return { rows, columns: caseColumns(rows, evaluations.at(-1)?.unit ?? 'voxel') };
  };
  const buttons = exportButtons('cases', () => {
    const { rows, columns } = shown();
    const cells = rows.map((row) => ({ cells: columns.map(({ text }) => text(row)) }));
    return {
      title: t('Metrics of each case, {0}', state().caseRun),
      columns: columns.map(({ title }) => title),
      rows: cells,
      notes: [],
    };
  });
  const root = element(
    'div',
    { class: 'full' },
    element('div', { class: 'bar' }, element('label', { for: 'case-run' }, t('Run')), picker, ...buttons),
    empty,
    table.root,
  );

  function redraw(): void {
    const { caseRun } = state();
    fill(
      picker,
      ...data.runs.map(({ key, name }) => element('option', { value: key, selected: key === caseRun }, `${name} (${key})`)),
    );
    const { rows, columns } = shown();
    empty.textContent =
      data.runs.length === 0
        ? t('There is no run yet.')
        : rows.length === 0
          ? t('This run has not been evaluated yet.')
          : t('Choose a row to see the case in the slice viewer.');
    table.root.hidden = rows.length === 0;
    table.show(columns, rows);
  }
  return { root, redraw };
}
