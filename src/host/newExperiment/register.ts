import { l10n, Uri, window, workspace } from 'vscode';
import type { Register, Services } from '../services';
import { uriOf } from '../support/arguments';
import { requireSuccess } from '../support/commandLine';
import { registerCommand } from '../support/commands';
import { together } from '../support/disposables';
import { workspaceFolders } from '../support/folders';
import { EXPERIMENT_ENDING } from '../support/pickFile';
import { presetChoices } from './presets';

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

/** Images, labels and spacing are found by `llm-segnet init --data`; what it proposes is shown before anything is written. */
async function fromFolder({ commandLine, log }: Services, argument: unknown): Promise<void> {
  const folder = await targetFolder();
  if (folder === undefined) return;
  const chosen =
    uriOf(argument) ??
    (
      await window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, title: l10n.t('Folder of your volumes') })
    )?.[0];
  if (!chosen) return;
  const file = await askName(folder, chosen.path.split('/').at(-1) ?? 'experiment');
  if (!file) return;
  const result = await window.withProgress(
    { location: { viewId: 'llmSegNet.data' }, title: l10n.t('Looking at the volumes') },
    () => commandLine.run(['init', '--data', chosen.fsPath, '--out', file.fsPath, '--dry-run'], { cwd: folder }),
  );
  log.info(requireSuccess(result));
  const document = await workspace.openTextDocument({ language: 'jsonc', content: result.stdout });
  await window.showTextDocument(document, { preview: true });
  const save = l10n.t('Write It');
  const message = l10n.t('This is what was found in {0}, and the split that is proposed.', chosen.fsPath);
  if ((await window.showInformationMessage(message, save)) !== save) return;
  await write(file, document.getText());
}

export const register: Register = (_context, services) =>
  together(
    registerCommand(services, 'newExperiment', 'nothing', () => fromPreset()),
    registerCommand(services, 'newExperimentFromFolder', 'trust', (argument) => fromFolder(services, argument)),
  );
