import type { Uri } from 'vscode';
import { l10n, window, workspace } from 'vscode';
import { activeFile, uriOf } from './arguments';

export const EXPERIMENT_ENDING = '.llmsegnet.json';
export const PROMPT_ENDING = '.segprompt.md';
const EXCLUDED = '**/{node_modules,runs,.git}/**';

/** Files of the workspace with an ending, sorted by path. */
export async function findByEnding(ending: string): Promise<Uri[]> {
  const found = await workspace.findFiles(`**/*${ending}`, EXCLUDED, 1000);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The file a command means: its argument, the active editor's, the only one, or the one the user picks; undefined when cancelled. */
export async function pickFile(argument: unknown, ending: string, title: string): Promise<Uri | undefined> {
  const given = uriOf(argument) ?? activeFile(ending);
  if (given !== undefined) return given;
  const found = await findByEnding(ending);
  if (found.length === 0)
    throw new Error(l10n.t('There is no file *{0} in this workspace. Make one with New Experiment.', ending));
  if (found.length === 1) return found[0];
  const choice = await window.showQuickPick(
    found.map((uri) => ({ label: workspace.asRelativePath(uri), uri })),
    { title },
  );
  return choice?.uri;
}
