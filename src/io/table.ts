/** Cells of a line; a cell in quotes may hold the separator, and "" is a quote in it. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let place = 0; place < line.length; place++) {
    const letter = line[place] as string;
    if (quoted && letter === '"' && line[place + 1] === '"') {
      cell += '"';
      place++;
    } else if (letter === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (letter === separator && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

export interface TableRow {
  /** Counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A CSV or TSV text with column names in its first line, told apart by which of tab, semicolon and comma that line has. No cell has a line break. */
export function parseTable(text: string): { readonly columns: readonly string[]; readonly rows: readonly TableRow[] } {
  const lines = text.split(/\r\n|\r|\n/);
  const head = lines[0] ?? '';
  const separator = ['\t', ';', ','].find((one) => head.includes(one)) ?? ',';
  const rows = lines.flatMap((line, index) =>
    index === 0 || line.trim() === '' ? [] : [{ line: index + 1, cells: cellsOf(line, separator) }],
  );
  return { columns: cellsOf(head, separator), rows };
}

/** One cell as parseTable reads it back. */
export function tableCell(text: string): string {
  return /[",;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
