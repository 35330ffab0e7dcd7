import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const json = (path: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, string>;

/** Every text that the extension shows: first argument of l10n.t(), where it is a literal. */
function shownTexts(): string[] {
  const host = join(root, 'src', 'host');
  return readdirSync(host, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(host, name), 'utf8').matchAll(/l10n\.t\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/g)])
    .map(([, literal = '']) => literal.slice(1, -1).replace(/\\(.)/g, '$1'));
}

describe('Simplified Chinese', () => {
  it('has every text of the code, with the same places for values', () => {
    const bundle = json('l10n/bundle.l10n.zh-cn.json');
    const places = (text: string): string[] => (text.match(/\{\d\}/g) ?? []).sort();
    const texts = shownTexts();
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts) expect(bundle, text).toHaveProperty([text]);
    for (const [text, translation] of Object.entries(bundle)) expect(places(translation), text).toEqual(places(text));
  });

  it('has every text of package.json', () => {
    const english = json('package.nls.json');
    expect(Object.keys(json('package.nls.zh-cn.json')).sort()).toEqual(Object.keys(english).sort());
    const used = [...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"%([\w.-]+)%"/g)].map(([, key = '']) => key);
    expect([...new Set(used)].filter((key) => !(key in english))).toEqual([]);
  });
});
