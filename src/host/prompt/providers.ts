import type { ExtensionContext } from 'vscode';
import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import type { TextProvider } from '../../core/text/provider';
import { TextProviderError } from '../../core/text/provider';
import { settings } from '../support/settings';
import { apiKey } from './key';
import { openaiProvider } from './openaiProvider';
import { editorModels, vscodeProvider } from './vscodeProvider';

/** The provider of the settings. Throws TextProviderError when the user wants no network. */
export async function chosenProvider(context: ExtensionContext): Promise<TextProvider> {
  if (settings.offline())
    throw new TextProviderError(
      'offline',
      l10n.t('The setting llmSegNet.offline is on.'),
      l10n.t('Turn it off to use a language model.'),
    );
  return settings.provider() === 'openai' ? openaiProvider(settings.baseUrl(), await apiKey(context)) : vscodeProvider;
}

async function set(name: string, value: string): Promise<void> {
  await workspace.getConfiguration('llmSegNet').update(name, value, ConfigurationTarget.Global);
}

/** Editor's models by name, or a server's by typing: both end in settings. */
export async function chooseLanguageModel(): Promise<void> {
  const models = await editorModels();
  const server = { label: l10n.t('A server that speaks the OpenAI protocol…'), description: settings.baseUrl(), id: undefined };
  const items = [...models.map(({ id, name }) => ({ label: name, description: id, id })), server];
  const choice = await window.showQuickPick(items, {
    title: l10n.t('Language model'),
    placeHolder: models.length === 0 ? l10n.t('The editor has no language model of its own.') : '',
  });
  if (!choice) return;
  if (choice.id !== undefined) {
    await set('text.provider', 'vscode');
    await set('text.model', choice.id);
    return;
  }
  const baseUrl = await window.showInputBox({ title: l10n.t('Base URL, with its /v1'), value: settings.baseUrl() });
  if (baseUrl === undefined) return;
  const model = await window.showInputBox({ title: l10n.t('Model'), value: settings.model() });
  if (model === undefined) return;
  await set('text.provider', 'openai');
  await set('text.baseUrl', baseUrl);
  await set('text.model', model);
}
