import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../src/core/report/csv';
import { escapeLatex, toLatex } from '../../../src/core/report/latex';
import { toMarkdown } from '../../../src/core/report/markdown';
import { note } from '../../../src/core/report/note';

const table = {
  title: 'Runs',
  columns: ['Run', 'Dice (%)'],
  rows: [{ cells: ['a', '91.45 ± 0.20'] }, { cells: ['V-Net', '52.55'], published: true }],
  notes: [note('A {0}.', 'note')],
};
const hostile = { ...table, rows: [{ cells: ['\\input{/etc/passwd}%$&_#{}~^', '=cmd|calc'] }] };

describe('writers', () => {
  it('CSV quotes, marks published rows, and lets no cell be a formula', () => {
    expect(toCsv(table)).toBe('Run,Dice (%),source\r\na,91.45 ± 0.20,here\r\nV-Net,52.55,published\r\n');
    expect(toCsv({ ...table, rows: [{ cells: ['a "b", c\nd', '-0.5'] }] })).toBe('Run,Dice (%)\r\n"a ""b"", c\nd",-0.5\r\n');
    expect(toCsv(hostile)).toContain(",'=cmd|calc\r\n");
  });

  it('LaTeX is a booktabs table that runs nothing it was given', () => {
    const text = toLatex(table);
    expect(text).toMatch(
      /\\toprule[\s\S]*Dice \(\\%\)[\s\S]*\\midrule[\s\S]*91\.45 \$\\pm\$ 0\.20[\s\S]*\\textit\{V-Net\}[\s\S]*\\bottomrule/,
    );
    expect(text).toContain('\\caption{Runs. A note.}');
    expect(toLatex({ ...table, title: 'Is it so?', notes: [] })).toContain('\\caption{Is it so?}');
    expect(escapeLatex('\\input{x}%$&_#~^')).toBe(
      '\\textbackslash{}input\\{x\\}\\%\\$\\&\\_\\#\\textasciitilde{}\\textasciicircum{}',
    );
    expect(escapeLatex('a\nb\u202ec')).toBe('a b c');
  });

  it('Markdown escapes markup and HTML, and a cell cannot end its row', () => {
    expect(toMarkdown(table)).toBe(
      '**Runs**\n\n| Run | Dice \\(%\\) |\n| --- | ---: |\n| a | 91.45 ± 0.20 |\n| *V-Net* | *52.55* |\n\nA note.\n',
    );
    const text = toMarkdown({ ...table, rows: [{ cells: ['<img src=x>|**b**\n', '1'] }] });
    expect(text).toContain('| &lt;img src=x&gt;\\|\\*\\*b\\*\\*  | 1 |');
  });
});
