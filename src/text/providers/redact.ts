const MOST_MESSAGE = 300;
/** What looks like a key although it is not the one we were given: servers quote what they were sent, or what they expected. */
const KEYS = /\b(?:sk|pk|gsk|xai|hf)[-_][\w-]{6,}|(?<=\bBearer\s)[^\s"',]+/gi;
/** Servers print keys with their middle left out: sk-ab*****wxyz. */
const MASKED = '***';
/** Characters in a row that a word and a key may share by chance. */
const BY_CHANCE = 5;
const WORD = /[^\s"'`<>(),;]+/g;

/** A text without these characters at its end. A loop and no pattern, whose time would grow with the square of their number. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}

/** Whether a word has a part of the key in it, or its first and last characters around dots. */
function tellsOf(word: string, key: string): boolean {
  const gap = /\.{2,}|…/u.exec(word);
  const head = word.slice(0, gap?.index ?? 0);
  const tail = word.slice(head.length + (gap?.[0].length ?? 0));
  if (head.length > 1 && key.startsWith(head) && key.endsWith(withoutEnd(tail, '.:'))) return true;
  for (let start = 0; start + BY_CHANCE < key.length; start++) {
    if (word.includes(key.slice(start, start + BY_CHANCE + 1))) return true;
  }
  return false;
}

/** Text without what is secret, nor a part of it. */
function withoutSecret(text: string, secret: string): string {
  if (secret === '') return text;
  return text.replaceAll(secret, '[key]').replace(WORD, (word) => (word !== '[key]' && tellsOf(word, secret) ? '[key]' : word));
}

/** A server's words for a person: no key, no mark-up of an error page, no control characters, a few lines at most. */
export function readable(message: string, ...secrets: readonly (string | undefined)[]): string {
  const start = message.slice(0, 20 * MOST_MESSAGE);
  // The rest of an error page says what its title says, and who serves it.
  const plain = secrets
    .reduce<string>((text, secret) => withoutSecret(text, secret ?? ''), /<title>([^<]+)/i.exec(start)?.[1] ?? start)
    .replace(/<(script|style)\b[^<>]*>[\s\S]*?(?:<\/\1>|$)/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(KEYS, '[key]')
    .replace(/[^\s"'`<>()]+/g, (word) => (word.includes(MASKED) ? '[key]' : word))
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return plain.length > MOST_MESSAGE ? `${plain.slice(0, MOST_MESSAGE)}…` : plain;
}

/** A base URL as it may be shown: without a user name and password, and without a query, which may hold a key. */
export function shownUrl(url: string, key?: string): string {
  if (!URL.canParse(url)) return readable(url, key);
  const parsed = new URL(url);
  return withoutSecret(`${parsed.origin}${parsed.pathname}`.replace(/\/$/, ''), key ?? '');
}
