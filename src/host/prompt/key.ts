import type { ExtensionContext } from 'vscode';
import { l10n, window } from 'vscode';

const NAME = 'llmSegNet.apiKey';
/** Read where no keyring can hold a secret, as on many servers. */
const KEY_VARIABLE = 'LLMSEGNET_API_KEY';

export async function apiKey({ secrets }: ExtensionContext): Promise<string | undefined> {
  const stored = await Promise.resolve(secrets.get(NAME)).catch(() => undefined);
  return stored || process.env[KEY_VARIABLE] || process.env['OPENAI_API_KEY'] || undefined;
}

export async function setApiKey({ secrets }: ExtensionContext): Promise<void> {
  const key = await window.showInputBox({
    title: l10n.t('API key for the language model'),
    prompt: l10n.t("It is kept in the editor's secret storage, never in settings or runs."),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined || key.trim() === '') return;
  try {
    await secrets.store(NAME, key.trim());
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(
      l10n.t(
        'The key could not be stored, because this machine has no keyring ({0}). Set the environment variable {1} instead.',
        cause,
        KEY_VARIABLE,
      ),
    );
  }
  void window.showInformationMessage(l10n.t('The key is stored.'));
}

export async function clearApiKey({ secrets }: ExtensionContext): Promise<void> {
  await secrets.delete(NAME);
  void window.showInformationMessage(l10n.t('The key is removed.'));
}
