import { l10n } from 'vscode';
import type { RunState } from '../../../io/run/record';

export const stateNames = (): Readonly<Record<RunState, string>> => ({
  queued: l10n.t('queued'),
  running: l10n.t('running'),
  paused: l10n.t('paused'),
  done: l10n.t('done'),
  stopped: l10n.t('stopped'),
  failed: l10n.t('failed'),
  interrupted: l10n.t('interrupted'),
});
