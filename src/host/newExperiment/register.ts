import { dirname, isAbsolute, relative } from 'node:path';
import { commands, l10n, Uri, window, workspace } from 'vscode';
import { writeSplits } from '../../io/writeSplits';
import type { Register, Services } from '../services';
import { uriOf } from '../support/arguments';
import { cancellable } from '../support/cancellable';
import { registerCommand } from '../support/commands';
import { together } from '../support/disposables';
import { examineFolder } from '../support/folderReport';
import { workspaceFolders } from '../support/folders';
import { EXPERIMENT_ENDING } from '../support/pickFile';
import { presetChoices } from './presets';
import { proposedExperiment } from './proposal';

/** A workspace folder to write into; asks when there are several. Throws when none is open. */
async function targetFolder(): Promise<string | undefined> {
  const folders = workspaceFolders();
  if (folders.length === 0) throw new Error(l10n.t('Open a folder first: the experiment is a file in it.'));
  return folders.length === 1
    ? folders[0]
    : window.showQuickPick(folders, { title: l10n.t('Write the experiment into which folder?') });
}

const NAME = /^[A-Za-z0-9][\w.-]*$/;

async function askName(folder: string, proposal: string): Promise<Uri | undefined> {
  const fileOf = (name: string): Uri => Uri.joinPath(Uri.file(folder), `${name}${EXPERIMENT_ENDING}`);
  const name = await window.showInputBox({
    title: l10n.t('Name of the experiment'),
    value: proposal,
    validateInput: async (value) => {
      if (!NAME.test(value)) return l10n.t('Letters, digits, dots, hyphens and underscores.');
      const exists = await workspace.fs.stat(fileOf(value)).then(
        () => true,
        () => false,
      );
      return exists ? l10n.t('{0} exists already.', `${value}${EXPERIMENT_ENDING}`) : undefined;
    },
  });
  return name === undefined ? undefined : fileOf(name);
}

/** A file to begin with: the preset, and what people change first with a word on each. */
export function experimentText(name: string, preset: string): string {
  return `{
  // Every setting and its default: hover over a name, or press Ctrl+Space.
  "name": ${JSON.stringify(name)},
  "preset": ${JSON.stringify(preset)}
}
`;
}

async function write(file: Uri, text: string): Promise<void> {
  await workspace.fs.writeFile(file, Buffer.from(text));
  await window.showTextDocument(file);
}

async function fromPreset(): Promise<void> {
  const folder = await targetFolder();
  if (folder === undefined) return;
  const choice = await window.showQuickPick(presetChoices(), { title: l10n.t('Start from which preset?'), matchOnDetail: true });
  if (!choice) return;
  const file = await askName(folder, choice.label);
  if (file)
    await write(file, experimentText(file.path.split('/').at(-1)?.replace(EXPERIMENT_ENDING, '') ?? choice.label, choice.label));
}

/** Relative to the experiment where the volumes lie beside or below it, so that both can move together. */
function pathFrom(file: Uri, volumes: string): string {
  const path = relative(dirname(file.fsPath), volumes).replaceAll('\\', '/');
  return path.startsWith('../../..') || isAbsolute(path) ? volumes : path || '.';
}

async function chooseVolumes(argument: unknown): Promise<Uri | undefined> {
  const options = { canSelectFiles: false, canSelectFolders: true, title: l10n.t('Folder of your volumes') };
  return uriOf(argument) ?? (await window.showOpenDialog(options))?.[0];
}

/** Images, labels and spacing are found in a child process; nothing is written before the user has seen what it would be. */
async function fromFolder({ commandLine, log }: Services, argument: unknown): Promise<void> {
  const folder = await targetFolder();
  const chosen = folder === undefined ? undefined : await chooseVolumes(argument);
  if (folder === undefined || !chosen) return;
  const file = await askName(folder, chosen.path.split('/').at(-1) ?? 'experiment');
  if (!file) return;
  const report = await cancellable(l10n.t('Looking at the volumes'), (token) => examineFolder(commandLine, chosen.fsPath, token));
  if (report === undefined) return;
  log.info(report.found);
  const name = file.path.split('/').at(-1)?.replace(EXPERIMENT_ENDING, '') ?? 'experiment';
  const content = proposedExperiment(name, pathFrom(file, chosen.fsPath), report);
  const document = await workspace.openTextDocument({ language: 'jsonc', content });
  await window.showTextDocument(document, { preview: true });
  const save = l10n.t('Write It');
  const { proposedSplits } = report;
  const message =
    proposedSplits === null
      ? l10n.t('This is what was found in {0}. Write the experiment?', chosen.fsPath)
      : l10n.t(
          'This is what was found in {0}. Write the experiment, and the proposed split into its folder splits?',
          chosen.fsPath,
        );
  if ((await window.showInformationMessage(message, save)) !== save) return;
  if (proposedSplits !== null) await writeSplits(chosen.fsPath, proposedSplits);
  const text = document.getText();
  // The proposal has become the file; the user may look at something else by now.
  await window.showTextDocument(document);
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await write(file, text);
}

export const register: Register = (_context, services) =>
  together(
    registerCommand(services, 'newExperiment', 'nothing', () => fromPreset()),
    registerCommand(services, 'newExperimentFromFolder', 'trust', (argument) => fromFolder(services, argument)),
  );
