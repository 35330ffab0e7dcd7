import type { ExtensionContext } from 'vscode';
import { l10n, Uri, window, workspace } from 'vscode';
import { askNewFile, targetFolder } from '../support/newFile';
import { PROMPT_ENDING } from '../support/pickFile';

/** Copies one of the prompts that come with the extension into the workspace: a question that works is the best beginning. */
export async function newPrompt({ extensionUri }: ExtensionContext): Promise<void> {
  const folder = await targetFolder(l10n.t('Write the prompt into which folder?'));
  if (folder === undefined) return;
  const source = Uri.joinPath(extensionUri, 'prompts');
  const files = (await workspace.fs.readDirectory(source)).map(([name]) => name).filter((name) => name.endsWith(PROMPT_ENDING));
  const names = files.map((name) => name.slice(0, -PROMPT_ENDING.length));
  const choice = await window.showQuickPick(names, { title: l10n.t('Start from which prompt?') });
  if (choice === undefined) return;
  const target = await askNewFile(folder, PROMPT_ENDING, l10n.t('Name of the prompt'), choice);
  if (target === undefined) return;
  await workspace.fs.copy(Uri.joinPath(source, `${choice}${PROMPT_ENDING}`), target, { overwrite: false });
  await window.showTextDocument(target);
}
