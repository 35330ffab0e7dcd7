import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../src/core/config/experiment';
import { chartsOf } from '../../src/core/curves/charts';
import { declarationOf, methods } from '../../src/core/methods/registry';
import { comparisonTable } from '../../src/core/report/comparison';
import type { Note } from '../../src/core/report/note';
import { pivotLabels, pivotTable } from '../../src/core/report/pivot';
import type { Protocol } from '../../src/core/report/protocol';
import { whyNotComparable } from '../../src/core/report/protocol';
import { publishedTables } from '../../src/core/report/published/registry';
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

/** Names of data sets and metrics, the same in every language. */
const NAMES = /^(?:Pancreas-CT|BraTS-2019|Dice \(%\)|Jaccard \(%\)|95HD|ASD)$/;

/** Every text of the pages: those in their code, and those that the pure parts give them. */
function pageTexts(): string[] {
  const own = literals('webview', /\bt\(\s*('(?:[^'\\]|\\.)*')/g);
  const charts = methods.flatMap(({ id }) => chartsOf(declarationOf(parseExperiment({ method: { kind: id } as never }))));
  const labels = charts.flatMap(({ title, unit, curves }) => [title, unit, ...curves.map(({ label, of }) => bare(label, of))]);
  return [
    ...own,
    ...reportTexts(),
    ...KEYS.map(({ meaning }) => meaning),
    ...WINDOW_PRESETS.map(({ name }) => name),
    ...labels,
  ].filter(
    // Words that are the same in both languages.
    (text) => text !== '' && !['Dice', 's', 'lambda(t)'].includes(text),
  );
}

/** The words of a note and of its values, as deep as they go. */
function noteTexts({ text, values }: Note): string[] {
  return [text, ...values.flatMap((value) => (typeof value === 'string' ? [] : noteTexts(value)))];
}

/** What the tables of results say beside names and numbers. */
function reportTexts(): string[] {
  const nothing = { data: null, split: null, normalisation: null, cropSource: null, stride: null, postProcessing: null };
  const unknown: Protocol = { ...nothing, emptyRule: null, selection: null, unit: null };
  const other = Object.fromEntries(Object.keys(unknown).map((key) => [key, 'x'])) as unknown as Protocol;
  const another = Object.fromEntries(Object.keys(unknown).map((key) => [key, 'y'])) as unknown as Protocol;
  const reasons = [...whyNotComparable(unknown, unknown), ...whyNotComparable(other, another)];
  const words = reasons.flatMap(({ values }) => values.filter((value) => typeof value === 'string' && !/^[xy]$/.test(value)));
  const tables = [comparisonTable([]), ...publishedTables.map((one) => pivotTable(one, [], 'A', pivotLabels[one.number]))];
  const fixed = tables.flatMap(({ title, columns, notes }) => [title, ...columns, ...notes.flatMap(noteTexts)]);
  const labels = Object.values(pivotLabels).map((label) => label(new Map()));
  const protocols = publishedTables.flatMap(({ protocol: { data, split } }) => [data ?? '', split ?? '']);
  return [...fixed, ...words, ...labels, ...protocols, ...reasons.flatMap(noteTexts), 'last', 'best', 'mean', 'not stated']
    .filter((text) => typeof text === 'string')
    .filter((text) => !NAMES.test(text));
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

  it('leaves nothing in English', () => {
    const bundles = { ...json('l10n/bundle.l10n.zh-cn.json'), ...json('package.nls.zh-cn.json') };
    const english = Object.entries(bundles).filter(([, text]) => /[a-z]{2}/i.test(text) && !/\p{Script=Han}/u.test(text));
    expect(english).toEqual([]);
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
