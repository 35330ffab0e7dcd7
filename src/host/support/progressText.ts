import { l10n } from 'vscode';
import type { Services } from '../services';
import { clock } from './clock';

type JobState = NonNullable<Services['training']['current']>;

const phaseNames = (): Readonly<Record<JobState['phase'], string>> => ({
  starting: l10n.t('Starting'),
  loading: l10n.t('Loading volumes'),
  training: l10n.t('Training'),
  validating: l10n.t('Validating'),
  paused: l10n.t('Paused'),
  evaluating: l10n.t('Testing'),
});

/** 'Training 120/600, 3:05 left, Dice 0.87'. */
export function progressText(state: JobState): string {
  const { phase, done, total, secondsLeft, dice, loss, stopping, silent } = state;
  if (silent) return l10n.t('No sign of life from the trainer; it may be swapping memory');
  if (stopping) return l10n.t('Stopping; a checkpoint is being saved');
  const parts = [total > 0 ? `${phaseNames()[phase]} ${done}/${total}` : phaseNames()[phase]];
  if (secondsLeft !== undefined) parts.push(l10n.t('{0} left', clock(secondsLeft)));
  if (dice !== undefined) parts.push(`Dice ${dice.toFixed(3)}`);
  else if (loss !== undefined) parts.push(l10n.t('loss {0}', loss.toFixed(3)));
  return parts.join(', ');
}
