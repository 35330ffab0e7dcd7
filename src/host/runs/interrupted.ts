import type { Disposable } from 'vscode';
import { commands, l10n, window, workspace } from 'vscode';
import type { Services } from '../services';

/** A run counts as just interrupted for so long; older ones are in the side bar and need no notification. */
const RECENT_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Once a window: says that a run was interrupted (by a reload, a crash, a lost connection) and offers to go on with it. */
export function offerInterrupted({ runs }: Services): Disposable {
  const listener = runs.onDidChange(() => {
    listener.dispose();
    if (!workspace.isTrusted) return;
    const found = runs.list().find(({ state, hasCheckpoint, record }) => {
      const started = Date.parse(record.times.started ?? record.times.created);
      return state === 'interrupted' && hasCheckpoint && Date.now() - started < RECENT_MILLISECONDS;
    });
    if (!found) return;
    const resume = l10n.t('Resume');
    const message = l10n.t('The run {0} was interrupted after iteration {1}.', found.record.name, String(found.record.iteration));
    void window.showInformationMessage(message, resume, l10n.t('Not Now')).then((choice) => {
      if (choice === resume) void commands.executeCommand('llmSegNet.resume', found.path);
    });
  });
  return listener;
}
