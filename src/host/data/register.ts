import { dirname } from 'node:path';
import { findNodeAtLocation } from 'jsonc-parser';
import type { Uri } from 'vscode';
import { l10n, ThemeIcon, TreeItemCollapsibleState, window, workspace } from 'vscode';
import { readTree } from '../../core/config/file/tree';
import type { DoctorReport } from '../../io/doctor/types';
import { dataFolder } from '../../io/runData';
import type { Register, Services } from '../services';
import { cancellable } from '../support/cancellable';
import { registerCommand } from '../support/commands';
import { combineDisposables } from '../support/disposables';
import { createFileTree, FileItem } from '../support/fileTree';
import { examineExperiment } from '../support/folderReport';
import { homeOf } from '../support/folders';
import { EXPERIMENT_ENDING, pickFile } from '../support/pickFile';
import { FactItem, factsOf } from './cases';

/** The folder an experiment reads its volumes from; undefined where it names none. */
async function dataFolderOf(uri: Uri): Promise<string | undefined> {
  const root = readTree((await workspace.openTextDocument(uri)).getText());
  const path: unknown = root && findNodeAtLocation(root, ['data', 'source', 'path'])?.value;
  const place = { base: dirname(uri.fsPath), environment: process.env };
  return dataFolder(typeof path === 'string' ? path : null, place) ?? undefined;
}

/** Volumes are read by `llm-segnet doctor FILE` in a child process, never here: with the experiment's own lists, patients and links. */
async function checkData({ commandLine, log }: Services, argument: unknown): Promise<void> {
  const uri = await pickFile(argument, EXPERIMENT_ENDING, l10n.t('Check the data of which experiment?'));
  if (!uri) return;
  const folder = await dataFolderOf(uri);
  if (folder === undefined) {
    void window.showInformationMessage(l10n.t('This experiment makes its own volumes: there is nothing to check.'));
    return;
  }
  const result = await cancellable(l10n.t('Checking data'), (token) =>
    commandLine.run(['doctor', uri.fsPath], { cwd: homeOf(uri), token }),
  );
  if (result === undefined) return;
  const { code, stdout, stderr } = result;
  for (const line of `${stdout}${stderr}`.split('\n')) if (line.trim() !== '') log.info(line);
  const show = l10n.t('Show Log');
  const message = code === 0 ? l10n.t('The data can be trained on.') : l10n.t('There are problems with the data.');
  const choice = code === 0 ? await window.showInformationMessage(message, show) : await window.showWarningMessage(message, show);
  if (choice === show) log.show();
}

/** Reports by experiment: its data are read once, until the view is refreshed. */
type Reports = Map<string, Promise<DoctorReport>>;

/** What an experiment shows when it is opened in the view. A failure is a line of the view, with its reason. */
async function childrenOf({ commandLine }: Services, reports: Reports, { resourceUri }: FileItem): Promise<FactItem[]> {
  const folder = await dataFolderOf(resourceUri);
  if (folder === undefined) return [new FactItem(l10n.t('This experiment makes its own volumes.'))];
  if (!workspace.isTrusted) return [new FactItem(l10n.t('Trust this folder to see its volumes.'))];
  const { fsPath } = resourceUri;
  const report = reports.get(fsPath) ?? examineExperiment(commandLine, fsPath);
  reports.set(fsPath, report);
  try {
    return factsOf(await report);
  } catch (error) {
    reports.delete(fsPath);
    const item = new FactItem(error instanceof Error ? error.message : String(error));
    item.iconPath = new ThemeIcon('error');
    return [item];
  }
}

/** The Data view: experiments of the workspace and what is known of their volumes. */
export const register: Register = (_context, services) => {
  const reports: Reports = new Map();
  const tree = createFileTree<FileItem | FactItem>(
    EXPERIMENT_ENDING,
    (uri) => {
      const item = new FileItem(uri, EXPERIMENT_ENDING, 'experiment', TreeItemCollapsibleState.Collapsed);
      item.iconPath = new ThemeIcon('beaker');
      return Promise.resolve(item);
    },
    (item) => (item instanceof FileItem ? childrenOf(services, reports, item) : Promise.resolve([...item.children])),
  );
  return combineDisposables(
    tree,
    window.createTreeView('llmSegNet.data', { treeDataProvider: tree }),
    registerCommand(services, 'refreshData', 'nothing', () => {
      reports.clear();
      tree.refresh();
    }),
    registerCommand(services, 'checkData', 'trust', async (argument) => {
      await checkData(services, argument);
    }),
  );
};
