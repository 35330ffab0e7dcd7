import { TextProviderError } from '../../core/text/provider';
import { shownUrl } from './redact';

export interface BaseUrl {
  /** Without a query. */
  readonly url: string;
  /** Sent behind the path of each request: Azure wants ?api-version=. */
  readonly query: Readonly<Record<string, string>>;
}

/** Throws TextProviderError when it is none, or holds what belongs elsewhere. */
export function parseBaseUrl(baseURL: string, key: string | undefined): BaseUrl {
  const text = baseURL.trim();
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new TextProviderError(
      'not-found',
      `"${shownUrl(text, key)}" is no base URL.`,
      'Write one such as http://localhost:11434/v1.',
    );
  const { username, password, origin, pathname, searchParams } = new URL(text);
  if (username !== '' || password !== '')
    throw new TextProviderError('key', 'The base URL has a user name or password in it.', 'Give it as key instead.');
  return { url: `${origin}${pathname}`, query: Object.fromEntries(searchParams) };
}

/** Ends that belong to the requests. */
const REQUEST_PATH = /\/(?:chat(?:\/completions)?|completions|responses|models)\/*$/;

/** What to do when a server does not know the address. @param destination the base URL as it may be shown. */
export function baseUrlFix(destination: string): string {
  if (REQUEST_PATH.test(destination))
    return `Leave out the end of the base URL, which each request adds: ${destination.replace(REQUEST_PATH, '')}.`;
  return /\/v\d/.test(destination)
    ? 'Check the base URL and the model.'
    : `Check the base URL and the model: most base URLs end in /v1, as ${destination}/v1.`;
}
