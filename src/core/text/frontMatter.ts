import type { Document, Pair, ParsedNode } from 'yaml';
import { isMap, isScalar, parseDocument } from 'yaml';
import type { Places } from './places';
import { endOf } from './places';
import type { Report } from './report';
import type { PromptSettingName, PromptSettings } from './settings';
import { defaultPromptSettings, promptSettingNames, promptSettingsShape, requiredSettings } from './settings';
import { closest } from './similarName';
import type { FrontMatter, FrontMatterField, Place } from './types';

type YamlDocument = Document.Parsed<ParsedNode, true>;

const OPEN = /^\ufeff?---[ \t]*(\r\n|\n|\r)/;

/** Finds the two --- lines. `null`: the file has no front matter. */
function locate(source: string, places: Places, report: Report): Pick<FrontMatter, 'whole' | 'body'> | null {
  const opening = OPEN.exec(source);
  if (opening === null) {
    report(places.at(0), {
      severity: 'error',
      code: 'front-matter-missing',
      message: 'The file does not begin with its settings.',
      fix: 'Begin it with a line ---, settings such as "organ: pancreas", and another line ---.',
    });
    return null;
  }
  const start = opening[0].length;
  const closing = /(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?=\r|\n|$)/g;
  closing.lastIndex = start;
  const close = closing.exec(source);
  if (close === null) {
    report(places.at(0, start), {
      severity: 'error',
      code: 'front-matter-open',
      message: 'The settings at the top do not end.',
      fix: 'Put a line --- after them.',
    });
    return null;
  }
  return { whole: places.at(0, close.index + close[0].length), body: places.at(start, close.index - start) };
}

/** Settings take a page at most and nest once; the parser's time grows with the square of hostile lengths and depths. */
const LONGEST = 10_000;
const DEEPEST = 20;
/** Block collections that open one inside the other on one line: "- - - a", "? ? ? a". */
const NESTED_LINE = new RegExp(`(?:[-?:][ \\t]+){${DEEPEST}}`);

/** Brackets open at once, at most; those in quotes and comments count, as nobody writes so many there either. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Null for hostile settings: they would take the parser minutes, or exhaust its stack. That is a problem of the file, not a crash. */
function parseYaml(text: string): YamlDocument | null {
  if (text.length > LONGEST || bracketDepth(text) > DEEPEST || NESTED_LINE.test(text)) return null;
  try {
    return parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  } catch {
    return null;
  }
}

function plainValue(pair: Pair<ParsedNode, ParsedNode | null>, document: YamlDocument): { value: unknown } | { error: string } {
  try {
    return { value: pair.value?.toJS(document, { maxAliasCount: 0 }) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Key and value of each entry, with their places. */
function entries(document: YamlDocument, body: Place, places: Places) {
  const place = (node: ParsedNode | null, fallback: Place): Place =>
    node === null ? { ...fallback, length: 0 } : places.at(body.offset + node.range[0], node.range[1] - node.range[0]);
  return (isMap(document.contents) ? document.contents.items : []).map((pair) => {
    const key = place(pair.key, body);
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    const value = place(pair.value, places.at(endOf(key)));
    return { name, pair, field: { key, value } satisfies FrontMatterField };
  });
}

function reportName(name: string, { key }: FrontMatterField, report: Report): void {
  const meant = closest(name, promptSettingNames);
  report(key, {
    severity: meant === null ? 'info' : 'warning',
    code: 'setting-unknown',
    message: `"${name}" is no setting of prompt files; it is kept and not used.`,
    fix: meant === null ? `Known are ${promptSettingNames.join(', ')}.` : `Did you mean "${meant}"?`,
  });
}

/** Reads the settings at the top. A wrong value is reported and the default used, so that the rest of the file still means something. */
export function readFrontMatter(
  source: string,
  places: Places,
  report: Report,
): { frontMatter: FrontMatter | null; settings: PromptSettings } {
  const located = locate(source, places, report);
  if (located === null) return { frontMatter: null, settings: defaultPromptSettings };
  const { body } = located;
  const document = parseYaml(source.slice(body.offset, endOf(body)));
  const settings: Record<string, unknown> = { ...defaultPromptSettings };
  const fields = new Map<string, FrontMatterField>();
  const errors =
    document === null ? [{ pos: [0, 0], message: `more than ${LONGEST} characters, or too deeply nested` }] : document.errors;
  for (const { pos, message } of errors) {
    report(places.at(body.offset + (pos[0] ?? 0), Math.max(0, (pos[1] ?? 0) - (pos[0] ?? 0))), {
      severity: 'error',
      code: 'front-matter-yaml',
      message: `The settings are not valid YAML: ${message}.`,
      fix: 'Write one "name: value" a line; put values with : or # in quotes.',
    });
  }
  for (const { name, pair, field } of document === null ? [] : entries(document, body, places)) {
    fields.set(name, field);
    const known = promptSettingNames.find((setting) => setting === name);
    if (known === undefined || document === null) {
      reportName(name, field, report);
      continue;
    }
    const read = plainValue(pair, document);
    const parsed = 'error' in read ? null : promptSettingsShape[known].safeParse(read.value ?? undefined);
    if (parsed?.success === true) settings[known] = parsed.data;
    else {
      report(field.value, {
        severity: 'error',
        code: 'setting-value',
        message: `${name}: ${parsed?.error.issues[0]?.message ?? ('error' in read ? read.error : 'wrong value')}.`,
        fix: promptSettingsShape[known].description ?? 'Correct the value.',
      });
    }
  }
  const missing = (name: PromptSettingName): boolean => settings[name] === '' || settings[name] === undefined;
  for (const name of requiredSettings.filter(missing)) {
    report(fields.get(name)?.value ?? located.whole, {
      severity: 'error',
      code: 'setting-missing',
      message: `The setting "${name}" is missing.`,
      fix: `Add a line "${name}: ..." at the top. ${promptSettingsShape[name].description ?? ''}`.trim(),
    });
  }
  return { frontMatter: { ...located, fields }, settings: settings as PromptSettings };
}
