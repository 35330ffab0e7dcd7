const MOST_MESSAGE = 300;
/** What looks like a key although it is not the one we were given: servers quote what they were sent, or what they expected. */
const KEYS = /\b(?:sk|pk|gsk|xai|hf)[-_][\w-]{6,}|(?<=\bBearer\s)[^\s"',]+/gi;

/** A server's words for a person: no key, no mark-up of an error page, no control characters, a few lines at most. */
export function readable(message: string, key?: string): string {
  const named = key === undefined || key === '' ? message : message.replaceAll(key, '[key]');
  const start = named.slice(0, 20 * MOST_MESSAGE);
  // The rest of an error page says what its title says, and who serves it.
  const plain = (/<title>([^<]+)/i.exec(start)?.[1] ?? start)
    .replace(/<(script|style)\b[^>]*>[\s\S]*?(?:<\/\1>|$)/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(KEYS, '[key]')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return plain.length > MOST_MESSAGE ? `${plain.slice(0, MOST_MESSAGE)}…` : plain;
}

/** A base URL as it may be shown: without a user name and password. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return readable(url);
  const parsed = new URL(url);
  return `${parsed.origin}${parsed.pathname}`.replace(/\/$/, '');
}
