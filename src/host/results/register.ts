import { l10n, Uri, window, workspace } from 'vscode';
import { toCsv } from '../../core/report/csv';
import { toLatex } from '../../core/report/latex';
import { toMarkdown } from '../../core/report/markdown';
import type { ReportTable } from '../../core/report/table';
import type { Register, Services } from '../services';
import { runPathOf } from '../support/arguments';
import { registerCommand } from '../support/commands';
import { combineDisposables } from '../support/disposables';
import { createResultsPanel } from './panel';
import { createTableReader } from './tables';

/** What a table can be saved as. */
const FORMATS = [
  { label: 'CSV', ending: 'csv', write: toCsv },
  { label: 'LaTeX (booktabs)', ending: 'tex', write: toLatex },
  { label: 'Markdown', ending: 'md', write: toMarkdown },
] as const;

/** Runs that the command was called on: one, several (multiple selection in the tree), or none. */
function runsOf(argument: unknown, all: unknown): string[] {
  const items: unknown[] = Array.isArray(all) && all.length > 0 ? all : [argument];
  return items.map(runPathOf).filter((path) => path !== undefined);
}

async function pickTable(tables: readonly ReportTable[]): Promise<ReportTable | undefined> {
  const items = tables.map((table) => ({ label: table.title, description: l10n.t('{0} rows', table.rows.length), table }));
  return (await window.showQuickPick(items, { title: l10n.t('Export which table?') }))?.table;
}

async function exportTable({ runs, log }: Services, chosen: readonly string[]): Promise<void> {
  await runs.refresh();
  const paths = chosen.length > 0 ? chosen : runs.list().map(({ path }) => path);
  const { comparison, pivots } = await createTableReader().read(paths, (line) => log.warn(line));
  if (comparison.rows.length === 0) throw new Error(l10n.t('No run has been evaluated on test cases yet.'));
  const table = await pickTable([comparison, ...pivots]);
  if (table === undefined) return;
  const format = await window.showQuickPick(FORMATS, { title: l10n.t('Format') });
  if (format === undefined) return;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const uri = await window.showSaveDialog(folder ? { defaultUri: Uri.joinPath(folder, `results.${format.ending}`) } : {});
  if (uri !== undefined) await workspace.fs.writeFile(uri, Buffer.from(format.write(table), 'utf8'));
}

/** Curves, tables of cases and runs, comparison with the paper. */
export const register: Register = (context, services) => {
  const panel = createResultsPanel(context, services);
  return combineDisposables(
    panel.disposable,
    registerCommand(services, 'openResults', 'nothing', (argument, all) => panel.show('curves', runsOf(argument, all))),
    registerCommand(services, 'compareRuns', 'nothing', (argument, all) => panel.show('runs', runsOf(argument, all))),
    registerCommand(services, 'exportTable', 'trust', (argument, all) => exportTable(services, runsOf(argument, all))),
  );
};
