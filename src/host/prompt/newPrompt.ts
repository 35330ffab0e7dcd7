import type { ExtensionContext } from 'vscode';
import { l10n, Uri, window, workspace } from 'vscode';
import { workspaceFolders } from '../support/folders';
import { PROMPT_ENDING } from '../support/pickFile';

/** Copies one of the prompts that come with the extension into the workspace: a question that works is the best beginning. */
export async function newPrompt({ extensionUri }: ExtensionContext): Promise<void> {
  const folder = workspaceFolders()[0];
  if (folder === undefined) throw new Error(l10n.t('Open a folder first.'));
  const source = Uri.joinPath(extensionUri, 'prompts');
  const names = (await workspace.fs.readDirectory(source)).map(([name]) => name).filter((name) => name.endsWith(PROMPT_ENDING));
  const choice = await window.showQuickPick(names, { title: l10n.t('Start from which prompt?') });
  if (choice === undefined) return;
  const target = Uri.joinPath(Uri.file(folder), choice);
  await workspace.fs.copy(Uri.joinPath(source, choice), target, { overwrite: false });
  await window.showTextDocument(target);
}
