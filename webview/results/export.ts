/** Tables as files: CSV and LaTeX (booktabs). */
import { toCsv } from '../../src/core/report/csv';
import { toLatex } from '../../src/core/report/latex';
import type { ReportTable } from '../../src/core/report/table';
import { element, on } from '../shared/elements';
import { t } from '../shared/text';
import { send } from './host';

const WRITERS = { csv: { title: 'CSV', write: toCsv }, tex: { title: 'LaTeX', write: toLatex } } as const;

/** Buttons that save the table at hand; null while there is none. */
export function exportButtons(name: string, table: () => ReportTable | null): HTMLElement[] {
  return (['csv', 'tex'] as const).map((format) => {
    const { title, write } = WRITERS[format];
    const button = element('button', { type: 'button', class: 'quiet', 'aria-label': t('Save the table as {0}', title) }, title);
    return on(button, 'click', () => {
      const content = table();
      if (content !== null) send({ kind: 'export', format, name, content: write(content) });
    });
  });
}
