import type { ReportTable } from './table';

/** Spreadsheets run cells that begin with these as formulas; names of runs and cases come from strangers. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(text: string): string {
  const safe = FORMULA.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, lines ended by CRLF, with a last column that marks published rows where there are any. */
export function toCsv({ columns, rows }: ReportTable): string {
  const marked = rows.some(({ published }) => published === true);
  const lines = [
    [...columns, ...(marked ? ['source'] : [])],
    ...rows.map(({ cells, published }) => [...cells, ...(marked ? [published === true ? 'published' : 'here'] : [])]),
  ];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}
