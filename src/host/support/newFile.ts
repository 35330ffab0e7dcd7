import { l10n, Uri, window, workspace } from 'vscode';
import { workspaceFolders } from './folders';

const NAME = /^[A-Za-z0-9][\w.-]*$/;

/** A workspace folder to write into; asks with `title` when there are several. Throws when none is open. */
export async function targetFolder(title: string): Promise<string | undefined> {
  const folders = workspaceFolders();
  if (folders.length === 0) throw new Error(l10n.t('Open a folder first: the new file is written into it.'));
  return folders.length === 1 ? folders[0] : window.showQuickPick(folders, { title });
}

async function exists(file: Uri): Promise<boolean> {
  return workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}

/** Asks for the name of a file that does not exist yet; `ending` is added to it. Undefined when the user gives up. */
export async function askNewFile(folder: string, ending: string, title: string, proposal: string): Promise<Uri | undefined> {
  const fileOf = (name: string): Uri => Uri.joinPath(Uri.file(folder), `${name}${ending}`);
  const name = await window.showInputBox({
    title,
    value: proposal,
    validateInput: async (value) => {
      if (!NAME.test(value)) return l10n.t('Letters, digits, dots, hyphens and underscores.');
      return (await exists(fileOf(value))) ? l10n.t('{0} exists already.', `${value}${ending}`) : undefined;
    },
  });
  return name === undefined ? undefined : fileOf(name);
}
