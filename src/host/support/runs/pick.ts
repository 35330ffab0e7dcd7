import { l10n, window } from 'vscode';
import { runPathOf } from '../arguments';
import { diceOf, settingsLine } from './describe';
import { stateNames } from './stateNames';
import type { RunStore, StoredRun } from './store';

/** The run a command means: its argument, or the one the user picks among those that fit; undefined when cancelled. */
export async function pickRun(
  runs: RunStore,
  argument: unknown,
  title: string,
  fits: (run: StoredRun) => boolean = () => true,
): Promise<StoredRun | undefined> {
  const given = runPathOf(argument);
  await runs.refresh();
  if (given !== undefined) {
    const run = runs.find(given);
    if (!run) throw new Error(l10n.t('There is no run in {0}.', given));
    return run;
  }
  const candidates = runs.list().filter(fits);
  if (candidates.length === 0) throw new Error(l10n.t('{0} There is none in this workspace that fits.', title));
  const choice = await window.showQuickPick(
    candidates.map((run) => {
      const dice = diceOf(run.record);
      return {
        label: run.record.name,
        description: `${stateNames()[run.state]}${dice === undefined ? '' : `, Dice ${dice.toFixed(3)}`}`,
        detail: `${settingsLine(run.record)}, ${run.record.times.created.slice(0, 16).replace('T', ' ')}`,
        run,
      };
    }),
    { title, matchOnDescription: true, matchOnDetail: true },
  );
  return choice?.run;
}
