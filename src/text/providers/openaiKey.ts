import { TextProviderError } from '../../core/text/provider';

/** What a header cannot hold, or no key has; in words, as no part of a key is ever shown. */
const IMPOSSIBLE: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(?:".*"|'.*')$/s, 'is in quotes'],
  [/[\r\n]/, 'has a line break in it'],
  [/\s/u, 'has a space in it'],
  [/[\p{Cc}\p{Cf}]/u, 'has an invisible character in it'],
  [/[^\x21-\x7e]/u, 'has a character in it that is no letter, digit or sign of ASCII'],
];

const BLANK = /[\s\ufeff\u200b]/u;

function withoutBlankEnds(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && BLANK.test(text[start] ?? '')) start++;
  while (end > start && BLANK.test(text[end - 1] ?? '')) end--;
  return text.slice(start, end);
}

/**
 * A key as it is sent: without the white space that files and the clipboard leave around it. Undefined: there is none. Throws
 * TextProviderError 'key' for one that cannot be right.
 */
export function usableKey(key: string | undefined, fix: string): string | undefined {
  const trimmed = withoutBlankEnds(key ?? '');
  const wrong = IMPOSSIBLE.find(([pattern]) => pattern.test(trimmed));
  if (wrong !== undefined) throw new TextProviderError('key', `The key ${wrong[1]}, which no key has.`, fix);
  return trimmed === '' ? undefined : trimmed;
}
