import type { TextEvent, TextRequest } from '../../core/text/provider';
import { cancelled, TextProviderError } from '../../core/text/provider';
import type { Clock } from './clock';
import { limitedFetch } from './limitedFetch';
import { pieceOf } from './openaiChunk';
import { explainError } from './openaiErrors';
import type { OpenaiOptions, Target } from './openaiOptions';
import { shownUrl } from './redact';

/** What the library would tell of this machine besides the prompt. */
const TELLTALE = ['Lang', 'Package-Version', 'OS', 'Arch', 'Runtime', 'Runtime-Version', 'Retry-Count', 'Timeout'];
const withoutTelltale = Object.fromEntries(TELLTALE.map((name) => [`X-Stainless-${name}`, null]));

/** Azure takes a key in a header of its own; its mark is the version in the query. */
function keyHeaders({ key, query }: Target): Record<string, string | null> {
  return key !== undefined && 'api-version' in query ? { 'api-key': key, Authorization: null } : {};
}

/** The library comes with the first question. It wants a key even where the server does not, and logs answers unless told not to. */
async function createClient(target: Target, limited: typeof fetch) {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    baseURL: target.url,
    defaultQuery: target.query,
    apiKey: target.key ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: limited,
    defaultHeaders: { ...withoutTelltale, ...keyHeaders(target) },
  });
}

async function* pieces(
  { fetch: connect = fetch }: OpenaiOptions,
  target: Target,
  request: TextRequest,
  clock: Clock,
): AsyncGenerator<TextEvent> {
  const { prompt, temperature, seed } = request;
  const { model } = target;
  let isDone = false;
  const client = await createClient(target, limitedFetch({ fetch: connect, onDone: () => (isDone = true) }));
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
  // Servers that say [DONE] and no reason have said that it is all.
  if (end === null && !isDone) throw new TextProviderError('cut', 'The answer broke off in the middle.', 'Try again.');
  yield end ?? { kind: 'end', reason: 'unknown', model };
}

/** One try at an answer. Throws TextProviderError only. */
export async function* attempt(
  options: OpenaiOptions,
  target: Target,
  request: TextRequest,
  clock: Clock,
): AsyncGenerator<TextEvent> {
  try {
    yield* pieces(options, target, request, clock);
  } catch (error) {
    if (request.signal?.aborted === true) throw cancelled();
    const { key, url, query } = target;
    const context = { destination: shownUrl(url, key), key, secrets: Object.values(query), keyFix: options.keyFix };
    throw clock.expired() ?? explainError(error, context);
  } finally {
    clock.dispose();
  }
}
