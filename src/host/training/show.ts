import type { Disposable } from 'vscode';
import { commands, l10n, ProgressLocation, StatusBarAlignment, window } from 'vscode';
import type { Services } from '../services';
import { combineDisposables } from '../support/disposables';
import { progressText } from '../support/progressText';
import type { JobEnd } from './job';
import type { Training } from './training';

/** The status bar: what runs, how far; a click opens what can be done with it. */
function statusBar(training: Training): Disposable {
  const item = window.createStatusBarItem('llmSegNet.status', StatusBarAlignment.Left, 10);
  item.name = 'LLM-SegNet';
  item.command = 'llmSegNet.showQueue';
  const update = (): void => {
    const { current, waiting } = training;
    if (!current) {
      item.hide();
      return;
    }
    const icon = current.phase === 'paused' ? '$(debug-pause)' : current.silent ? '$(warning)' : '$(sync~spin)';
    const text = progressText(current);
    item.text = `${icon} ${text}${waiting.length > 0 ? ` (+${waiting.length})` : ''}`;
    item.tooltip = `${current.title}\n${text}`;
    item.accessibilityInformation = { label: `LLM-SegNet: ${current.title}. ${text}` };
    item.show();
  };
  return combineDisposables(item, training.onDidChange(update));
}

/** A notification with a bar and a Cancel button, as long as the job runs. */
function notification(training: Training): Disposable {
  let shown = false;
  return training.onDidChange(() => {
    if (shown || !training.current) return;
    shown = true;
    const { title } = training.current;
    void window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
      token.onCancellationRequested(() => training.stop());
      return new Promise<void>((resolve) => {
        let reported = 0;
        const listener = training.onDidChange(() => {
          const { current } = training;
          if (!current || current.title !== title) {
            shown = false;
            listener.dispose();
            resolve();
            return;
          }
          const percent = current.total > 0 ? (100 * current.done) / current.total : 0;
          progress.report({ message: progressText(current), increment: Math.max(0, percent - reported) });
          reported = Math.max(reported, percent);
        });
      });
    });
  });
}

async function tellEnd(end: JobEnd, { log }: Services): Promise<void> {
  const { title, state, run, cause, fix, diagnosis = [] } = end;
  const view = l10n.t('Open Viewer');
  const resume = l10n.t('Resume');
  const showLog = l10n.t('Show Log');
  let choice: string | undefined;
  if (state === 'failed')
    choice = await window.showErrorMessage(
      `${title}: ${cause ?? ''} ${fix ?? ''}`,
      ...(run === undefined ? [] : [resume]),
      showLog,
    );
  else if (state === 'done' && diagnosis.length > 0)
    choice = await window.showWarningMessage(
      l10n.t('{0}: done, but look at this. {1}', title, diagnosis.join(' ')),
      view,
      showLog,
    );
  else if (state === 'done') choice = await window.showInformationMessage(l10n.t('{0}: done.', title), view, showLog);
  else choice = await window.showInformationMessage(l10n.t('{0}: stopped, and saved.', title), resume);
  if (choice === view) await commands.executeCommand('llmSegNet.openViewer', run);
  if (choice === resume) await commands.executeCommand('llmSegNet.resume', run);
  if (choice === showLog) log.show();
}

/** Everything that shows the job of this window, and the context keys that commands are enabled by. */
export function showTraining(services: Services): Disposable {
  const { training } = services;
  const keys = training.onDidChange(() => {
    void commands.executeCommand('setContext', 'llmSegNet.busy', training.current !== undefined);
    void commands.executeCommand('setContext', 'llmSegNet.paused', training.current?.phase === 'paused');
  });
  return combineDisposables(
    statusBar(training),
    notification(training),
    keys,
    training.onDidEnd((end) => void tellEnd(end, services)),
  );
}
