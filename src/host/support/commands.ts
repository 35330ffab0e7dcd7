import type { Disposable } from 'vscode';
import { commands, l10n, window, workspace } from 'vscode';
import type { Services } from '../services';

/** Starts programs, or sends text to a server: never in a workspace the user does not trust. */
export type CommandNeeds = 'trust' | 'nothing';

type Handler = (...args: unknown[]) => unknown;

/** Whether the workspace is trusted; if not, says so and offers the way there. */
async function requireTrust(): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const manage = l10n.t('Manage Workspace Trust');
  const choice = await window.showWarningMessage(
    l10n.t('This folder is in Restricted Mode. Trust it to train, or to use a language model.'),
    manage,
  );
  if (choice === manage) await commands.executeCommand('workbench.trust.manage');
  return false;
}

/** Shows an error once, whole in the log, short in a notification. */
export async function showError({ log }: Pick<Services, 'log'>, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  log.error(error instanceof Error ? (error.stack ?? message) : message);
  const showLog = l10n.t('Show Log');
  if ((await window.showErrorMessage(message.slice(0, 600), showLog)) === showLog) log.show();
}

/** Registers 'llmSegNet.<name>'. What it throws is shown to the user; nothing is swallowed. */
export function registerCommand(
  services: Pick<Services, 'log'>,
  name: string,
  needs: CommandNeeds,
  handler: Handler,
): Disposable {
  return commands.registerCommand(`llmSegNet.${name}`, async (...args: unknown[]) => {
    try {
      if (needs === 'trust' && !(await requireTrust())) return undefined;
      return await handler(...args);
    } catch (error) {
      // Not awaited: a command must not stay busy until the user has read its message.
      void showError(services, error);
      return undefined;
    }
  });
}
