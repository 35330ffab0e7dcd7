/** A sortable table that draws only the rows in sight, so that a thousand runs scroll as ten do. */
import { element, fill, on } from './elements';

export interface Column<R> {
  readonly id: string;
  readonly title: string;
  /** What the cell says. */
  readonly text: (row: R) => string;
  /** What the column is sorted by; its text without it. Nulls go last either way. */
  readonly order?: (row: R) => number | string | null;
  readonly numeric?: boolean;
  /** More for a pointer that rests on the cell. */
  readonly hint?: (row: R) => string;
}

interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface TableOptions<R> {
  readonly label: string;
  readonly keyOf: (row: R) => string;
  readonly sort: () => Sort | undefined;
  readonly onSort: (sort: Sort) => void;
  /** Enter, Space or a click on a row. */
  readonly onOpen?: (row: R) => void;
  readonly rowClass?: (row: R) => string | undefined;
}

export interface Table<R> {
  readonly root: HTMLElement;
  show(columns: readonly Column<R>[], rows: readonly R[]): void;
}

const ROW_HEIGHT = 26;
/** Rows drawn above and below the ones in sight. */
const SPARE = 8;

function compare(a: number | string | null, b: number | string | null, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order =
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
  return descending ? -order : order;
}

function sortRows<R>(rows: readonly R[], columns: readonly Column<R>[], sort: Sort | undefined): R[] {
  const column = columns.find(({ id }) => id === sort?.column);
  if (sort === undefined || column === undefined) return [...rows];
  const keyed = rows.map((row) => ({ row, key: (column.order ?? column.text)(row) }));
  return keyed.sort((a, b) => compare(a.key, b.key, sort.descending)).map(({ row }) => row);
}

export function createTable<R>({ label, keyOf, sort, onSort, onOpen, rowClass }: TableOptions<R>): Table<R> {
  const head = element('thead');
  const body = element('tbody');
  const table = element('table', { 'aria-label': label }, head, body);
  const root = element('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': label }, table);
  let columns: readonly Column<R>[] = [];
  let rows: readonly R[] = [];

  function header(column: Column<R>): HTMLElement {
    const current = sort();
    const sorted = current?.column === column.id;
    const button = on(element('button', { type: 'button' }, column.title), 'click', () =>
      onSort({ column: column.id, descending: sorted ? !current.descending : (column.numeric ?? false) }),
    );
    const direction = sorted ? (current.descending ? 'descending' : 'ascending') : 'none';
    return element('th', { scope: 'col', class: column.numeric ? 'number' : undefined, 'aria-sort': direction }, button);
  }

  function line(row: R, index: number): HTMLElement {
    const cells = columns.map((column) =>
      element('td', { class: column.numeric ? 'number' : undefined, title: column.hint?.(row) }, column.text(row)),
    );
    const made = element(
      'tr',
      { 'data-key': keyOf(row), class: rowClass?.(row), 'aria-rowindex': index + 2, tabindex: onOpen ? 0 : undefined },
      ...cells,
    );
    if (onOpen) {
      on(made, 'click', () => onOpen(row));
      on(made, 'keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onOpen(row);
      });
    }
    return made;
  }

  /** A row of the height of all rows that are not drawn. */
  function gap(count: number): HTMLElement | null {
    if (count <= 0) return null;
    const cell = element('td', { colspan: columns.length });
    cell.style.height = `${count * ROW_HEIGHT}px`;
    return element('tr', { class: 'gap', 'aria-hidden': 'true' }, cell);
  }

  function draw(): void {
    const focused = document.activeElement?.closest('tr')?.getAttribute('data-key');
    const first = Math.max(0, Math.floor(root.scrollTop / ROW_HEIGHT) - SPARE);
    const last = Math.min(rows.length, first + Math.ceil(Math.max(root.clientHeight, 200) / ROW_HEIGHT) + 2 * SPARE);
    const lines = rows.slice(first, last).map((row, index) => line(row, first + index));
    fill(body, gap(first), ...lines, gap(rows.length - last));
    if (focused) lines.find((one) => one.dataset['key'] === focused)?.focus({ preventScroll: true });
  }

  let drawing = 0;
  on(root, 'scroll', () => {
    cancelAnimationFrame(drawing);
    drawing = requestAnimationFrame(draw);
  });
  return {
    root,
    show(nextColumns, nextRows) {
      columns = nextColumns;
      rows = sortRows(nextRows, columns, sort());
      table.setAttribute('aria-rowcount', String(rows.length + 1));
      fill(head, element('tr', {}, ...columns.map(header)));
      draw();
    },
  };
}
