import type { TextEvent, TextRequest } from '../../core/text/provider';
import { cancelled, TextProviderError } from '../../core/text/provider';
import type { Clock } from './clock';
import { limitedFetch } from './limitedFetch';
import { pieceOf } from './openaiChunk';
import { explainError } from './openaiErrors';
import type { OpenaiOptions } from './openaiOptions';
import { shownUrl } from './redact';

/** What the library would tell of this machine besides the prompt. */
const TELLTALE = ['Lang', 'Package-Version', 'OS', 'Arch', 'Runtime', 'Runtime-Version', 'Retry-Count', 'Timeout'];
const withoutTelltale = Object.fromEntries(TELLTALE.map((name) => [`X-Stainless-${name}`, null]));

/** The library comes with the first question. It wants a key even where the server does not, and logs answers unless told not to. */
async function createClient({ baseURL, key }: OpenaiOptions) {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    baseURL,
    apiKey: key === undefined || key === '' ? 'none' : key,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: limitedFetch,
    defaultHeaders: withoutTelltale,
  });
}

async function* pieces(options: OpenaiOptions, model: string, request: TextRequest, clock: Clock): AsyncGenerator<TextEvent> {
  const { prompt, temperature, seed } = request;
  const client = await createClient(options);
  clock.waitFor('start');
  const stream = await client.chat.completions.create(
    {
      model,
      messages: [{ role: 'user', content: prompt }],
      stream: true,
      ...(temperature === undefined ? {} : { temperature }),
      ...(seed === undefined ? {} : { seed }),
    },
    { signal: clock.signal },
  );
  clock.waitFor('piece');
  let end: TextEvent | null = null;
  for await (const chunk of stream) {
    const piece = pieceOf(chunk);
    // Servers keep a connection alive with empty pieces; they are no answer.
    if (piece.text !== '') {
      clock.waitFor(null);
      yield { kind: 'delta', text: piece.text };
      clock.waitFor('piece');
    }
    if (piece.end !== null) end = { kind: 'end', reason: piece.end, model };
  }
  // An aborted stream of this library ends like a finished one.
  if (clock.signal.aborted) throw cancelled();
  if (end === null) throw new TextProviderError('cut', 'The answer broke off in the middle.', 'Try again.');
  yield end;
}

/** One try at an answer. Throws TextProviderError only. */
export async function* attempt(
  options: OpenaiOptions,
  model: string,
  request: TextRequest,
  clock: Clock,
): AsyncGenerator<TextEvent> {
  try {
    yield* pieces(options, model, request, clock);
  } catch (error) {
    if (request.signal?.aborted === true) throw cancelled();
    const { key, keyFix } = options;
    throw clock.expired() ?? explainError(error, { destination: shownUrl(options.baseURL), key, keyFix });
  } finally {
    clock.dispose();
  }
}
