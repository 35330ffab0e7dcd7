import type { LogOutputChannel } from 'vscode';
import { l10n } from 'vscode';
import type { TrainerMessage } from '../../protocol/trainer';

/** What a trainer's message is worth in the log. */
export function logMessage(log: LogOutputChannel, message: TrainerMessage): void {
  if (message.kind === 'warning') log.warn(message.message);
  else if (message.kind === 'reply' && message.error) log.warn(message.error.message);
  else if (message.kind === 'opened') log.info(l10n.t('Run directory: {0}', message.run));
  else if (message.kind === 'hello') {
    const none = message.backends.find(({ id, available }) => id === 'native' && !available);
    log.info(l10n.t('Trainer {0}, process {1}, Node {2}', message.version, String(message.pid), message.node));
    if (none) log.warn(`${none.why ?? ''} ${none.fix ?? ''}`.trim());
  } else log.trace(JSON.stringify(message));
}
