import type { TextErrorCode } from '../../core/text/provider';
import { TextProviderError } from '../../core/text/provider';
import { ProxyError } from '../proxyFetch';
import { baseUrlFix } from './openaiBaseUrl';
import { readable, withoutEnd } from './redact';
import { failedStatus, NoStream } from './wholeAnswer';

export interface ErrorContext {
  /** The base URL as it may be shown. */
  readonly destination: string;
  readonly key: string | undefined;
  /** What else must not be shown: values of the base URL's query. */
  readonly secrets?: readonly string[] | undefined;
  /** What to do about a key that is missing or wrong; it depends on who asks. */
  readonly keyFix: string;
}

interface Kind {
  readonly code: TextErrorCode;
  readonly problem: (words: string) => string;
  readonly fix: string;
}

const failing: Kind = { code: 'server', problem: (words) => `failed: ${words}`, fix: 'Try again later.' };
/** What a status means, by the status; the others are the server's fault from 500 on and the request's below. */
function kindOf(status: number, { destination, keyFix }: ErrorContext): Kind {
  const missing: Kind = { code: 'not-found', problem: (words) => `says: ${words}`, fix: baseUrlFix(destination) };
  const known: Record<number, Kind> = {
    401: { code: 'key', problem: (words) => `did not take the key: ${words}`, fix: keyFix },
    403: { code: 'key', problem: (words) => `does not allow this: ${words}`, fix: keyFix },
    404: missing,
    405: missing,
    429: {
      code: 'rate-limit',
      problem: (words) => `is asked too often, or its quota is used up: ${words}`,
      fix: 'Wait a while and try again.',
    },
  };
  if (status >= 300 && status < 400)
    return {
      ...missing,
      problem: () => 'sends elsewhere, and prompts go only where you said.',
      fix: 'Use the new address as base URL.',
    };
  if (status >= 500 || status === 408) return failing;
  return (
    known[status] ?? {
      code: 'request',
      problem: (words) => `refuses the request: ${words}`,
      fix: 'Check the model and its settings.',
    }
  );
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next instanceof Error && chain.length < 8; next = next.cause) chain.push(next);
  return chain;
}

/** Code of the system's error somewhere below, such as ECONNREFUSED. */
function systemCodeBelow(error: unknown): string | undefined {
  for (const one of causes(error)) {
    if (one instanceof Error && 'code' in one && typeof one.code === 'string' && /^E[A-Z_]+$/.test(one.code)) return one.code;
  }
  return undefined;
}

/** Seconds of retry-after-ms or Retry-After, which is a number or a date. */
function retryAfterOf(headers: unknown, now = Date.now()): number | undefined {
  if (!(headers instanceof Headers)) return undefined;
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds / 1000;
  const text = headers.get('retry-after') ?? '';
  const seconds = /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** Somebody else's words, as the end of a sentence. */
const quoted = (message: string, { key, secrets = [] }: ErrorContext): string =>
  `"${withoutEnd(readable(message, key, ...secrets), '. ')}".`;

function property(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

/** A good status with something that is no stream: the address is another one's, or the server says in this way what is wrong. */
function explainNoStream({ what, message, status }: NoStream, context: ErrorContext): TextProviderError {
  const server = `The server at ${context.destination}`;
  const fix = baseUrlFix(context.destination);
  const words = quoted(message, context);
  if (what === 'error' && status !== undefined) {
    const { code, problem, fix } = kindOf(status, context);
    return new TextProviderError(code, `${server} ${problem(words)}`, fix);
  }
  if (what === 'error') return new TextProviderError('request', `${server} answers with an error: ${words}`, fix);
  const instead = { page: 'a web page', text: words.slice(0, -1), json: `JSON that is no answer, ${words.slice(0, -1)},` }[what];
  return new TextProviderError('format', `${server} answers with ${instead} in place of a stream of text.`, fix);
}

function explainProxy({ message }: ProxyError, { destination }: ErrorContext): TextProviderError {
  const fix = 'Check HTTPS_PROXY and HTTP_PROXY, or name the server in NO_PROXY.';
  return new TextProviderError('network', `The server at ${destination} cannot be reached through ${message}.`, fix);
}

/**
 * Turns whatever the library throws into words. The original is not kept as a cause: it holds what the server said, which may be the key.
 * A stream that breaks off is a plain TypeError('terminated'), wrong JSON a SyntaxError.
 */
export function explainError(error: unknown, context: ErrorContext): TextProviderError {
  const chain = causes(error);
  const own = chain.find((one) => one instanceof TextProviderError);
  if (own !== undefined) return own;
  const noStream = chain.find((one) => one instanceof NoStream);
  if (noStream !== undefined) return explainNoStream(noStream, context);
  const proxy = chain.find((one) => one instanceof ProxyError);
  if (proxy !== undefined) return explainProxy(proxy, context);
  const words = quoted(error instanceof Error ? error.message : String(error), context);
  const server = `The server at ${context.destination}`;
  const said = property(error, 'error');
  const status = property(error, 'status') ?? failedStatus(property(said, 'code'));
  if (typeof status === 'number') {
    const { code, problem, fix } = kindOf(status, context);
    return new TextProviderError(code, `${server} ${problem(words)}`, fix, {
      retryAfter: retryAfterOf(property(error, 'headers')),
    });
  }
  if (error instanceof SyntaxError)
    return new TextProviderError('format', `${server} sends what is no JSON: ${words}`, 'Is it an OpenAI-compatible server?');
  if (error instanceof TypeError && error.message === 'terminated')
    return new TextProviderError('cut', 'The answer broke off in the middle.', 'Try again.');
  const code = systemCodeBelow(error);
  if (code === undefined && said !== undefined)
    return new TextProviderError('server', `${server} failed: ${words}`, 'Try again later.');
  const deepest = chain.at(-1);
  const { key, secrets = [] } = context;
  const why = code ?? readable(deepest instanceof Error ? deepest.message : String(error), key, ...secrets);
  const fix = code === 'ECONNREFUSED' ? 'Start the server, or check the base URL.' : 'Check the base URL and the network.';
  return new TextProviderError('network', `${server} cannot be reached (${why}).`, fix);
}
