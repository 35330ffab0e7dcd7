import { l10n, window } from 'vscode';
import type { Services } from '../services';
import { progressText } from '../support/progressText';

/** What runs and what waits; choosing one says what to do with it. The menu behind the status bar. */
export async function showQueue({ training, log }: Services): Promise<void> {
  const { current, waiting } = training;
  const actions: { label: string; description?: string; run: () => void }[] = [];
  if (current) {
    const description = `${current.title}: ${progressText(current)}`;
    if (current.phase === 'paused')
      actions.push({ label: `$(debug-continue) ${l10n.t('Resume')}`, description, run: () => training.resume() });
    else actions.push({ label: `$(debug-pause) ${l10n.t('Pause')}`, description, run: () => training.pause() });
    actions.push({ label: `$(debug-stop) ${l10n.t('Stop')}`, description, run: () => training.stop() });
  }
  for (const job of waiting)
    actions.push({
      label: `$(trash) ${l10n.t('Remove from the queue')}`,
      description: job.title,
      run: () => training.remove(job),
    });
  actions.push({ label: `$(output) ${l10n.t('Show Log')}`, run: () => log.show() });
  const title = current ? l10n.t('Training') : l10n.t('Nothing is being trained');
  (await window.showQuickPick(actions, { title }))?.run();
}
