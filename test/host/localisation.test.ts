import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CHARTS } from '../../src/core/curves/charts';
import { KEYS } from '../../src/core/view/keys';
import { WINDOW_PRESETS } from '../../src/core/view/window';
import { explainExit } from '../../src/host/training/exitCode';

const root = fileURLToPath(new URL('../..', import.meta.url));
const json = (path: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, string>;

/** First arguments of a translating function in a folder's files, where they are literals. */
function literals(folder: string, call: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(root, folder, name), 'utf8').matchAll(call)])
    .map(([, literal = '']) => literal.slice(1, -1).replace(/\\(.)/g, '$1'));
}

/** Every text that the extension shows. */
function shownTexts(): string[] {
  return literals('src/host', /l10n\.t\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/g);
}

/** Every text of the pages: those in their code, and those that the pure parts give them. */
function pageTexts(): string[] {
  const own = literals('webview', /\bt\(\s*('(?:[^'\\]|\\.)*')/g);
  const labels = CHARTS.flatMap(({ title, unit, curves }) => [title, unit, ...curves.map(({ label, of }) => bare(label, of))]);
  return [...own, ...KEYS.map(({ meaning }) => meaning), ...WINDOW_PRESETS.map(({ name }) => name), ...labels].filter(
    // Words that are the same in both languages.
    (text) => text !== '' && !['Dice', 's', 'lambda(t)'].includes(text),
  );
}

function bare(label: string, of: string): string {
  return label.endsWith(` ${of}`) ? label.slice(0, -of.length - 1) : label;
}

describe('Simplified Chinese', () => {
  it('has every text of the code, with the same places for values', () => {
    const bundle = json('l10n/bundle.l10n.zh-cn.json');
    const places = (text: string): string[] => (text.match(/\{\d\}/g) ?? []).sort();
    const texts = [...shownTexts(), ...pageTexts()];
    expect(shownTexts().length).toBeGreaterThan(100);
    expect(pageTexts().length).toBeGreaterThan(150);
    for (const text of texts) expect(bundle, text).toHaveProperty([text]);
    for (const [text, translation] of Object.entries(bundle)) expect(places(translation), text).toEqual(places(text));
  });

  it('has what is said of a trainer that was ended by a signal', () => {
    const bundle = json('l10n/bundle.l10n.zh-cn.json');
    for (const signal of ['SIGKILL', 'SIGSEGV', 'SIGILL', 'SIGABRT', 'SIGBUS', 'SIGTERM']) {
      const { cause, fix } = explainExit(null, signal);
      expect(bundle).toHaveProperty([cause]);
      expect(bundle).toHaveProperty([fix]);
    }
  });

  it('has every text of package.json', () => {
    const english = json('package.nls.json');
    expect(Object.keys(json('package.nls.zh-cn.json')).sort()).toEqual(Object.keys(english).sort());
    const used = [...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"%([\w.-]+)%"/g)].map(([, key = '']) => key);
    expect([...new Set(used)].filter((key) => !(key in english))).toEqual([]);
  });
});
