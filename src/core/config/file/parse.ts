/** Experiment files: `*.llmsegnet.json`, JSON with comments and trailing commas. Pure: the text comes in, nothing is read. */
import type { Node } from 'jsonc-parser';
import { modify } from 'jsonc-parser';
import { withDefaultKinds } from '../defaultKinds';
import type { Experiment, ExperimentInput } from '../experiment';
import { experimentSchema } from '../experiment';
import type { JsonObject } from '../merge';
import { merge } from '../merge';
import { presetNames, presets } from '../presets/registry';
import { suggest } from '../suggest';
import type { Finding } from '../warnings/finding';
import { findingsOf } from '../warnings/registry';
import type { Facts } from '../warnings/types';
import { ignoredSettings } from './ignored';
import type { Draft } from './jsonText';
import { at, MOST_PROBLEMS, others, placed, repetitions, rewrite, treeOf } from './jsonText';
import { originsOf } from './origins';
import { schemaProblems } from './schemaProblems';
import { jsonOf, keyOf, nearestNode } from './tree';
import type { Fix, Origins, PresetName, Problem } from './types';

export { MOST_PROBLEMS };

export interface ParsedExperiment {
  /** With preset and defaults filled in; null when there are errors of the schema or worse. */
  readonly experiment: Experiment | null;
  /** What the file writes, without $schema and preset. */
  readonly input: JsonObject;
  readonly preset: PresetName | null;
  readonly origins: Origins;
  /** Errors first, then by place. */
  readonly problems: readonly Problem[];
}

function presetOf(root: Node, value: unknown): { preset: PresetName | null; drafts: Draft[] } {
  if (value === undefined) return { preset: null, drafts: [] };
  const found = presetNames.find((name) => name === value);
  if (found !== undefined) return { preset: found, drafts: [] };
  const node = nearestNode(root, ['preset']);
  const meant = typeof value === 'string' ? suggest(value, presetNames) : undefined;
  const message = `There is no such preset. Presets: ${presetNames.join(', ')}.`;
  const fix = meant === undefined ? undefined : rewrite(node, meant);
  return { preset: null, drafts: [at(node, { severity: 'error', path: 'preset', message, fix })] };
}

/** The edits of a remedy, in the file's own indentation. */
function remedyFix(text: string, { remedy }: Finding): Fix | undefined {
  if (remedy === undefined) return undefined;
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.includes('\t'),
    tabSize: indent.includes('\t') ? 4 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  const edits = remedy.set.flatMap(({ path, value }) => modify(text, path.split('.'), value, { formattingOptions }));
  return { title: remedy.title, edits: edits.map(({ offset, length, content }) => ({ offset, length, text: content })) };
}

/** The experiment that a file's settings, its preset and the schema give, without looking at a text. */
export function resolveInput(input: JsonObject, preset: PresetName | null): JsonObject {
  const base: ExperimentInput = preset === null ? {} : presets[preset];
  return withDefaultKinds(merge(base as JsonObject, input));
}

/**
 * Reads an experiment file.
 * @param text content of the file; anything at all.
 * @param facts what is known of data and machine, for the checks that need it.
 */
export function parseExperimentText(text: string, facts: Facts = {}): ParsedExperiment {
  const finish = (rest: Omit<ParsedExperiment, 'problems'>, drafts: readonly Draft[]): ParsedExperiment => ({
    ...rest,
    problems: placed(text, drafts),
  });

  const tree = treeOf(text, 'experiment');
  if (!('root' in tree)) return finish({ experiment: null, input: {}, preset: null, origins: {} }, tree.drafts);
  const { root } = tree;
  const { $schema: _schema, preset: named, ...input } = jsonOf(root) as JsonObject;
  const { preset, drafts: presetDrafts } = presetOf(root, named);
  const repeated = repetitions(root);
  const drafts = [...tree.drafts, ...presetDrafts, ...repeated];

  const asked = resolveInput(input, preset);
  const result = experimentSchema.safeParse(asked);
  if (!result.success) {
    const { problems, left } = schemaProblems(result.error, asked, MOST_PROBLEMS);
    const complaints = problems.map(({ path, message, atKey, replacement }): Draft => {
      const node = nearestNode(root, path);
      const place = atKey ? keyOf(node) : node;
      const fix = replacement === undefined ? undefined : rewrite(place, replacement);
      return at(place, { severity: 'error', path: path.join('.'), message, fix });
    });
    if (left > 0)
      complaints.push(
        others(
          left,
          complaints.reduce((last, { offset }) => Math.max(last, offset), 0),
        ),
      );
    return finish({ experiment: null, input, preset, origins: {} }, [...drafts, ...complaints]);
  }

  const experiment = result.data;
  // Where a key stands twice or the text is broken, an edit may land in the wrong place, or in none.
  const sound = tree.drafts.length === 0 && repeated.length === 0;
  const findings = [...findingsOf(experiment, facts), ...ignoredSettings(experiment, input)].map((finding) =>
    at(nearestNode(root, finding.path.split('.')), {
      severity: finding.severity,
      path: finding.path,
      message: finding.message,
      fix: sound ? remedyFix(text, finding) : undefined,
    }),
  );
  const layers = [
    { from: 'written', input },
    { from: 'preset', input: (preset === null ? {} : presets[preset]) as JsonObject },
  ] as const;
  const broken = tree.drafts.length > 0 || presetDrafts.length > 0;
  const value = { experiment: broken ? null : experiment, input, preset, origins: originsOf(experiment, layers) };
  return finish(value, [...drafts, ...findings]);
}

/** Whether a text can be trained with: problems that are errors forbid it. */
export function hasErrors({ problems }: Pick<ParsedExperiment, 'problems'>): boolean {
  return problems.some(({ severity }) => severity === 'error');
}
