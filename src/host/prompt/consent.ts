import type { ExtensionContext } from 'vscode';
import { l10n, window } from 'vscode';
import type { TextProvider } from '../../core/text/provider';

const KEY = 'llmSegNet.agreedDestinations';

/** At the first use of a destination: shows what would be sent, and asks. Resolves to whether the user agrees. */
export async function agreed({ globalState }: ExtensionContext, { destination }: TextProvider, prompt: string): Promise<boolean> {
  const known = globalState.get<readonly string[]>(KEY, []);
  if (known.includes(destination)) return true;
  const send = l10n.t('Send');
  const choice = await window.showInformationMessage(
    l10n.t('Send the prompt to {0}?', destination),
    {
      modal: true,
      detail: `${l10n.t('This text and nothing else leaves this machine: no images, no file names.')}\n\n${prompt}`,
    },
    send,
  );
  if (choice !== send) return false;
  await globalState.update(KEY, [...known, destination]);
  return true;
}
