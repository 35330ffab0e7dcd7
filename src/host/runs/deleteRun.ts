import { l10n, Uri, window, workspace } from 'vscode';
import type { Services } from '../services';
import { pickRun } from '../support/runs/pick';

async function confirmed(question: string, detail: string, button: string): Promise<boolean> {
  return (await window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

/** Moves a run to the trash; where there is none, as on most remote machines, deletes it for good after a second question. */
export async function deleteRun({ runs }: Pick<Services, 'runs'>, argument: unknown): Promise<void> {
  const run = await pickRun(
    runs,
    argument,
    l10n.t('Move which run to the trash?'),
    ({ state }) => state !== 'running' && state !== 'paused',
  );
  if (run === undefined) return;
  const folder = Uri.file(run.path);
  const question = l10n.t('Move the run {0} with its checkpoints and masks to the trash?', run.record.name);
  if (!(await confirmed(question, run.path, l10n.t('Move to Trash')))) return;
  try {
    await workspace.fs.delete(folder, { recursive: true, useTrash: true });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const permanently = l10n.t('The run cannot be moved to the trash here. Delete it permanently?');
    if (!(await confirmed(permanently, `${run.path}\n\n${cause}`, l10n.t('Delete Permanently')))) return;
    await workspace.fs.delete(folder, { recursive: true });
  }
  await runs.refresh();
}
