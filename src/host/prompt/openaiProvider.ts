import type { TextEvent, TextProvider, TextRequest } from '../../core/text/provider';
import { cancelled, TextProviderError } from '../../core/text/provider';

const MOST_MESSAGE = 300;

function explain(error: unknown, destination: string): TextProviderError {
  if (error instanceof TextProviderError) return error;
  const message = (error instanceof Error ? error.message : String(error)).slice(0, MOST_MESSAGE);
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  const options = { cause: error };
  if (status === 401 || status === 403)
    return new TextProviderError('key', `${destination} did not take the key.`, 'Set it with the command Set API Key.', options);
  if (status === 404)
    return new TextProviderError('not-found', `${destination}: ${message}`, 'Check the base URL and the model.', options);
  if (status === 429)
    return new TextProviderError('rate-limit', `${destination} is asked too often.`, 'Wait a while and try again.', options);
  if (typeof status === 'number') return new TextProviderError('server', `${destination}: ${message}`, 'Try again.', options);
  return new TextProviderError(
    'network',
    `${destination} cannot be reached: ${message}`,
    'Check the base URL and the network.',
    options,
  );
}

/** A server that speaks the OpenAI protocol. The library is loaded with the first question. */
export function openaiProvider(baseURL: string, key: string | undefined): TextProvider {
  return {
    id: 'openai',
    destination: baseURL,
    async *stream({ prompt, model, temperature, seed, signal }: TextRequest): AsyncGenerator<TextEvent> {
      if (model === undefined || model === '')
        throw new TextProviderError('no-model', 'No model is chosen.', 'Run Choose Language Model.');
      const { OpenAI } = await import('openai');
      // The library wants a key even where the server does not.
      const client = new OpenAI({ baseURL, apiKey: key ?? 'none' });
      try {
        const stream = await client.chat.completions.create(
          {
            model,
            messages: [{ role: 'user', content: prompt }],
            stream: true,
            ...(temperature === undefined ? {} : { temperature }),
            ...(seed === undefined ? {} : { seed }),
          },
          { signal: signal ?? null },
        );
        let end: string | null = null;
        for await (const { choices } of stream) {
          const text = choices[0]?.delta.content;
          end = choices[0]?.finish_reason ?? end;
          if (typeof text === 'string' && text !== '') yield { kind: 'delta', text };
        }
        // An aborted stream of this library ends like a finished one.
        if (signal?.aborted === true) throw cancelled();
        if (end === null) throw new TextProviderError('cut', 'The answer broke off in the middle.', 'Try again.');
        const reason = end === 'length' ? 'length' : end === 'content_filter' ? 'filter' : 'stop';
        yield { kind: 'end', reason, model };
      } catch (error) {
        throw signal?.aborted === true ? cancelled() : explain(error, baseURL);
      }
    },
  };
}
