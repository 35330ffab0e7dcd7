import { sentence } from './note';
import type { ReportTable } from './table';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '±': '$\\pm$',
  β: '$\\beta$',
};

/** Text that LaTeX prints as it is and never runs; control characters become spaces. */
export function escapeLatex(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\\~^<>|"±β]|[&%$#_{}]/g, (character) => ESCAPES[character] ?? `\\${character}`);
}

/** A caption is read as sentences: a title has its full stop, too. */
const closed = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A booktabs table (\usepackage{booktabs}); published rows are set in italics. */
export function toLatex({ title, columns, rows, notes }: ReportTable): string {
  const row = (cells: readonly string[], published: boolean): string => {
    const escaped = cells.map((text) => (published && text !== '' ? `\\textit{${escapeLatex(text)}}` : escapeLatex(text)));
    // A bracket after \\ would be read as its argument.
    return `    {}${escaped.join(' & ')} \\\\`;
  };
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escapeLatex([title, ...notes.map(sentence)].map(closed).join(' '))}}`,
    `  \\begin{tabular}{l${'r'.repeat(Math.max(0, columns.length - 1))}}`,
    '    \\toprule',
    row(columns, false),
    '    \\midrule',
    ...rows.map(({ cells, published }) => row(cells, published === true)),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}
