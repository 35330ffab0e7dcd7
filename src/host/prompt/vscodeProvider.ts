import { CancellationTokenSource, LanguageModelChatMessage, LanguageModelError, lm } from 'vscode';
import type { TextEvent, TextProvider, TextRequest } from '../../core/text/provider';
import { cancelled, TextProviderError } from '../../core/text/provider';

function explain(error: unknown): TextProviderError {
  if (error instanceof TextProviderError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof LanguageModelError))
    return new TextProviderError('server', message, 'Try again or choose another model.', { cause: error });
  if (error.code === LanguageModelError.NoPermissions.name)
    return new TextProviderError('no-access', message, 'Allow LLM-SegNet to use language models, and try again.', {
      cause: error,
    });
  if (error.code === LanguageModelError.NotFound.name)
    return new TextProviderError('no-model', message, 'Choose another language model.', { cause: error });
  return new TextProviderError('refused', message, 'Reword the prompt or choose another model.', { cause: error });
}

/** Models the editor offers: id for settings, name for people. */
export async function editorModels(): Promise<{ id: string; name: string }[]> {
  return (await lm.selectChatModels()).map(({ id, name, vendor }) => ({ id, name: `${name} (${vendor})` }));
}

/** The editor's own language models (Copilot and others). They need no key; the editor asks for consent. */
export const vscodeProvider: TextProvider = {
  id: 'vscode',
  destination: "the editor's language models",
  async *stream({ prompt, model, signal }: TextRequest): AsyncGenerator<TextEvent> {
    const found = await lm.selectChatModels(model === undefined ? {} : { id: model });
    const chosen = found[0];
    if (chosen === undefined)
      throw new TextProviderError(
        'no-model',
        model === undefined ? 'The editor has no language model.' : `The editor has no language model '${model}'.`,
        'Install one (for example Copilot), or set llmSegNet.text.provider to "openai".',
      );
    const source = new CancellationTokenSource();
    const abort = (): void => source.cancel();
    signal?.addEventListener('abort', abort);
    try {
      const response = await chosen.sendRequest([LanguageModelChatMessage.User(prompt)], {}, source.token);
      for await (const text of response.text) yield { kind: 'delta', text };
    } catch (error) {
      throw signal?.aborted === true ? cancelled() : explain(error);
    } finally {
      signal?.removeEventListener('abort', abort);
      source.dispose();
    }
    if (signal?.aborted === true) throw cancelled();
    yield { kind: 'end', reason: 'unknown', model: chosen.id };
  },
};
