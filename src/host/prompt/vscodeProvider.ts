import type { LanguageModelChat, LanguageModelChatRequestOptions } from 'vscode';
import { CancellationTokenSource, LanguageModelChatMessage, LanguageModelError, l10n, lm } from 'vscode';
import type { TextEvent, TextProvider, TextRequest } from '../../core/text/provider';
import { cancelled, TextProviderError } from '../../core/text/provider';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the editor or the extension behind the model said, and what to do. An error without a code has its reason in its cause. */
function explain(error: unknown): TextProviderError {
  if (error instanceof TextProviderError) return error;
  const options = { cause: error };
  const code = error instanceof LanguageModelError ? error.code : '';
  const said = [messageOf(error), ...(error instanceof Error && error.cause !== undefined ? [messageOf(error.cause)] : [])];
  const message = [...new Set(said)].filter((part) => part !== '').join(' ');
  switch (code) {
    case LanguageModelError.NoPermissions.name:
      return new TextProviderError(
        'no-access',
        message,
        l10n.t('Allow LLM-SegNet to use language models, and try again.'),
        options,
      );
    case LanguageModelError.NotFound.name:
      return new TextProviderError('no-model', message, l10n.t('Choose another language model.'), options);
    case LanguageModelError.Blocked.name:
      // The editor says this of a quota that is used up: the next question would fare no better.
      return new TextProviderError(
        'rate-limit',
        message,
        l10n.t('Wait until its quota is renewed, or choose another model.'),
        options,
      );
    default:
      return new TextProviderError('server', message, l10n.t('Try again or choose another model.'), options);
  }
}

/** Models the editor offers: id for settings, name for people. */
export async function editorModels(): Promise<{ id: string; name: string }[]> {
  return (await lm.selectChatModels()).map(({ id, name, vendor }) => ({ id, name: `${name} (${vendor})` }));
}

async function modelOf(id: string | undefined): Promise<LanguageModelChat> {
  const [chosen] = await lm.selectChatModels(id === undefined ? {} : { id });
  if (chosen !== undefined) return chosen;
  const problem =
    id === undefined ? l10n.t('The editor has no language model.') : l10n.t("The editor has no language model '{0}'.", id);
  throw new TextProviderError(
    'no-model',
    problem,
    l10n.t('Install one (for example Copilot), or run Choose Language Model and take a server.'),
  );
}

/** What the prompt file asks for; models take these by the names that servers have for them. */
function optionsOf({ temperature, seed }: TextRequest): LanguageModelChatRequestOptions {
  const modelOptions = {
    ...(temperature === undefined ? {} : { temperature }),
    ...(seed === undefined ? {} : { seed }),
  };
  return {
    justification: l10n.t('LLM-SegNet asks for descriptions of the organ that a prompt file is about.'),
    ...(Object.keys(modelOptions).length > 0 ? { modelOptions } : {}),
  };
}

/** Rejects as soon as the signal says so: there are models that take no notice of a cancelled token. */
function unlessAborted<T>(promise: PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(cancelled());
    const settled = (): void => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort);
    promise.then(resolve, reject).then(settled, settled);
    if (signal?.aborted === true) abort();
  });
}

/** The editor's own language models (Copilot and others). They need no key; the editor asks for consent. */
export const vscodeProvider: TextProvider = {
  id: 'vscode',
  destination: "the editor's language models",
  async *stream(request: TextRequest): AsyncGenerator<TextEvent> {
    const { prompt, model, signal } = request;
    const source = new CancellationTokenSource();
    const abort = (): void => source.cancel();
    signal?.addEventListener('abort', abort);
    try {
      const chosen = await unlessAborted(modelOf(model), signal);
      const messages = [LanguageModelChatMessage.User(prompt)];
      const response = await unlessAborted(chosen.sendRequest(messages, optionsOf(request), source.token), signal);
      const pieces = response.text[Symbol.asyncIterator]();
      for (;;) {
        const piece = await unlessAborted(pieces.next(), signal);
        if (piece.done === true) break;
        yield { kind: 'delta', text: piece.value };
      }
      yield { kind: 'end', reason: 'unknown', model: chosen.id };
    } catch (error) {
      throw signal?.aborted === true ? cancelled() : explain(error);
    } finally {
      signal?.removeEventListener('abort', abort);
      source.dispose();
    }
  },
};
