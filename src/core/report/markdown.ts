import { sentence } from './note';
import type { ReportTable } from './table';

/** Text that Markdown shows as it is: no markup, no HTML, one line. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\\`*_{}[\]()#!|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

export function toMarkdown({ title, columns, rows, notes }: ReportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const body = rows.map(({ cells, published }) => {
    const escaped = cells.map(escapeMarkdown);
    return line(published === true ? escaped.map((text) => (text === '' ? '' : `*${text}*`)) : escaped);
  });
  const head = [line(columns.map(escapeMarkdown)), line(columns.map((_, index) => (index === 0 ? '---' : '---:')))];
  return `${[`**${escapeMarkdown(title)}**`, '', ...head, ...body, '', ...notes.map((one) => escapeMarkdown(sentence(one)))].join('\n').trimEnd()}\n`;
}
