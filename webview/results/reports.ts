/** The tabs of runs and of ablations: tables that the host made, shown with sorting, marks for published rows and exports. */
import type { Note } from '../../src/core/report/note';
import type { ReportRow, ReportTable } from '../../src/core/report/table';
import { element, fill } from '../shared/elements';
import type { Column } from '../shared/table';
import { createTable } from '../shared/table';
import { t } from '../shared/text';
import type { View } from './curves';
import type { PageData } from './data';
import { exportButtons } from './export';
import { change, state } from './state';

type Row = ReportRow & { readonly place: number };

/** A cell's number for sorting: '88.6 ± 1.2' is 88.6; text stays text. */
function cellOrder(text: string): number | string | null {
  if (text === '' || text === '-' || text === 'NA') return null;
  const leading = /^[−-]?\d+(\.\d+)?(?=$| ±)/.exec(text)?.[0];
  return leading === undefined ? text : Number(leading.replace('−', '-'));
}

function columnsOf({ columns, rows }: ReportTable): Column<Row>[] {
  return columns.map((title, index) => {
    const numeric = rows.some(({ cells }) => typeof cellOrder(cells[index] ?? '') === 'number');
    return {
      id: title,
      title: t(title),
      numeric,
      text: ({ cells }) => cellText(cells[index] ?? ''),
      order: ({ cells }) => cellOrder(cells[index] ?? ''),
    };
  });
}

/** A note in the editor's language; words of its values that have a translation, too. */
function say({ text, values }: Note): string {
  return t(text, ...values.map((value) => (typeof value === 'string' ? t(value) : say(value))));
}

/** Words of ours in cells; everything else is names and numbers. */
const WORDS: ReadonlySet<string> = new Set(['last', 'best', 'mean', 'unknown', 'none', 'none (supervised)', 'β = 0 (no text)']);

function cellText(text: string): string {
  return WORDS.has(text) ? t(text) : text;
}

interface Report {
  readonly root: HTMLElement;
  show(table: ReportTable): void;
}

function createReport(id: string): Report {
  let current: ReportTable | null = null;
  const title = element('h2');
  const notes = element('ul', { class: 'notes' });
  const table = createTable<Row>({
    label: t('Results'),
    keyOf: ({ place }) => String(place),
    sort: () => state().sort[id],
    onSort: (sort) => change({ sort: { ...state().sort, [id]: sort } }),
    rowClass: ({ published }) => (published === true ? 'published' : undefined),
  });
  const header = element('header', { class: 'bar' }, title, ...exportButtons(id, () => current));
  return {
    root: element('section', { class: 'report' }, header, table.root, notes),
    show(next) {
      current = next;
      title.textContent = t(next.title);
      table.root.setAttribute('aria-label', t(next.title));
      const marked = next.rows.some(({ published }) => published === true);
      const source: Column<Row>[] = marked
        ? [
            {
              id: 'source',
              title: t('Source'),
              text: ({ published }) => (published === true ? t('published') : t('this workspace')),
            },
          ]
        : [];
      table.show(
        [...source, ...columnsOf(next)],
        next.rows.map((row, place) => ({ ...row, place })),
      );
      fill(notes, ...next.notes.map((note) => element('li', {}, say(note))));
    },
  };
}

export function createComparison(data: PageData): View {
  const report = createReport('runs');
  const empty = element('p', { class: 'empty' });
  const root = element('div', { class: 'full' }, empty, report.root);
  return {
    root,
    redraw() {
      const { comparison } = data;
      const rows = comparison?.rows.length ?? 0;
      empty.textContent = comparison === null ? t('Reading the runs …') : t('No run has been evaluated on test cases yet.');
      empty.hidden = rows > 0;
      report.root.hidden = rows === 0;
      if (comparison !== null) report.show(comparison);
    },
  };
}

export function createAblations(data: PageData): View {
  const reports = new Map<string, Report>();
  const empty = element('p', { class: 'empty' }, t('Reading the runs …'));
  const list = element('div');
  const root = element('div', { class: 'full' }, empty, list);
  return {
    root,
    redraw() {
      empty.hidden = data.pivots.length > 0;
      const shown = data.pivots.map((table) => {
        const report = reports.get(table.title) ?? createReport(`ablation-${reports.size}`);
        reports.set(table.title, report);
        report.show(table);
        return report.root;
      });
      if (shown.some((one, index) => list.children[index] !== one) || shown.length !== list.childElementCount)
        fill(list, ...shown);
    },
  };
}
