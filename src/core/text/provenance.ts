import { shortHash, textHash } from './hashes';
import type { Provenance, ResponseSection } from './types';

const KNOWN = ['author', 'provider', 'model', 'date', 'temperature', 'seed', 'prompt', 'text'] as const;

const QUOTED = /"[^"\\]*(?:\\.[^"\\]*)*"/y;

/** Splits at semicolons outside double quotes. A quotation that never ends is plain text, and so is every mark after it. */
function parts(line: string): string[] {
  const found: string[] = [];
  let closed = true;
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ';') {
      found.push(line.slice(start, at));
      start = at + 1;
    } else if (line[at] === '"' && closed) {
      QUOTED.lastIndex = at;
      closed = QUOTED.test(line);
      if (closed) at = QUOTED.lastIndex - 1;
    }
  }
  found.push(line.slice(start));
  return found;
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' ? parsed : value;
  } catch {
    return value;
  }
}

/** Values that would not come back as they are go in double quotes. */
function quote(value: string): string {
  return /[;"\p{Cc}\u2028\u2029]|^\s|\s$|^$/u.test(value)
    ? JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, '\ufffd')
    : value;
}

/** Reads "author: A; model: M; date: D". Words without a colon are ignored. */
export function parseProvenance(line: string): Provenance {
  const known: Partial<Record<(typeof KNOWN)[number], string>> = {};
  const other: [string, string][] = [];
  for (const part of parts(line)) {
    const colon = part.indexOf(':');
    if (colon < 0) continue;
    const key = part.slice(0, colon).trim();
    const value = unquote(part.slice(colon + 1).trim());
    const name = KNOWN.find((name) => name === key);
    if (name === undefined) other.push([key, value]);
    else known[name] = value;
  }
  // fromEntries defines own properties, so a key "__proto__" is only a key.
  return { ...known, other: Object.fromEntries(other) };
}

export function formatProvenance(provenance: Provenance): string {
  const entries: [string, string | undefined][] = [
    ...KNOWN.map((key): [string, string | undefined] => [key, provenance[key]]),
    ...Object.entries(provenance.other),
  ];
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${quote(value)}`])).join('; ');
}

/** Has the text changed since it was generated? Null where the file does not say what was generated. */
export function editedByHand({ provenance, text }: Pick<ResponseSection, 'provenance' | 'text'>): boolean | null {
  if (provenance?.other['edited'] === 'yes') return true;
  if (provenance?.text === undefined) return null;
  return !shortHash(textHash(text)).startsWith(shortHash(provenance.text));
}

/** Was the response made for another prompt than the file's? Null where it does not say for which. `prompt`: promptHash of the file's. */
export function madeForAnotherPrompt({ provenance }: Pick<ResponseSection, 'provenance'>, prompt: string): boolean | null {
  if (provenance?.prompt === undefined) return null;
  return shortHash(provenance.prompt) !== shortHash(prompt);
}
