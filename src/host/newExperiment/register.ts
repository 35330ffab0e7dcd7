import { dirname, isAbsolute, relative } from 'node:path';
import { commands, l10n, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { presetNames, presetTitles } from '../../core/config/presets/registry';
import { writeSplits } from '../../io/writeSplits';
import type { Register, Services } from '../services';
import { uriOf } from '../support/arguments';
import { cancellable } from '../support/cancellable';
import { registerCommand } from '../support/commands';
import { combineDisposables } from '../support/disposables';
import { examineFolder } from '../support/folderReport';
import { askNewFile, targetFolder } from '../support/newFile';
import { EXPERIMENT_ENDING } from '../support/pickFile';
import { proposedExperiment } from './proposal';

const askFolder = (): Promise<string | undefined> => targetFolder(l10n.t('Write the experiment into which folder?'));
const askFile = (folder: string, proposal: string): Promise<Uri | undefined> =>
  askNewFile(folder, EXPERIMENT_ENDING, l10n.t('Name of the experiment'), proposal);

/** A file to begin with: the preset, and what people change first with a word on each. */
function experimentText(name: string, preset: string): string {
  return `{
  // Every setting and its default: hover over a name, or press Ctrl+Space.
  "name": ${JSON.stringify(name)},
  "preset": ${JSON.stringify(preset)}
}
`;
}

/** The presets with their titles; those that need no data come first. */
function presetChoices(): QuickPickItem[] {
  const first = (name: string): number => (name === 'phantom' ? 0 : 1);
  return [...presetNames].sort((a, b) => first(a) - first(b)).map((name) => ({ label: name, detail: presetTitles[name] }));
}

async function write(file: Uri, text: string): Promise<void> {
  await workspace.fs.writeFile(file, Buffer.from(text));
  await window.showTextDocument(file);
}

async function fromPreset(): Promise<void> {
  const folder = await askFolder();
  if (folder === undefined) return;
  const choice = await window.showQuickPick(presetChoices(), { title: l10n.t('Start from which preset?'), matchOnDetail: true });
  if (!choice) return;
  const file = await askFile(folder, choice.label);
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
  const folder = await askFolder();
  const chosen = folder === undefined ? undefined : await chooseVolumes(argument);
  if (folder === undefined || !chosen) return;
  const file = await askFile(folder, chosen.path.split('/').at(-1) ?? 'experiment');
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
  if (proposedSplits !== null) await writeSplits(chosen.fsPath, proposedSplits, report.patients);
  const text = document.getText();
  // The proposal has become the file; the user may look at something else by now.
  await window.showTextDocument(document);
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await write(file, text);
}

export const register: Register = (_context, services) =>
  combineDisposables(
    registerCommand(services, 'newExperiment', 'nothing', () => fromPreset()),
    registerCommand(services, 'newExperimentFromFolder', 'trust', (argument) => fromFolder(services, argument)),
  );
