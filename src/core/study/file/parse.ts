/** Study files: `*.llmsegstudy.json`, JSON with comments and trailing commas. Pure: the text comes in, nothing is read. */
import type { Node } from 'jsonc-parser';
import { catalogue, settingsAt } from '../../config/catalogue';
import type { Draft } from '../../config/file/jsonText';
import { at, placed, repetitions, rewrite, treeOf } from '../../config/file/jsonText';
import { jsonOf, keyOf, nearestNode } from '../../config/file/tree';
import type { Problem } from '../../config/file/types';
import type { JsonObject } from '../../config/merge';
import { suggest } from '../../config/suggest';
import type { Study } from '../schema';
import { FOLD, studySchema, VARIANTS } from '../schema';
import { studySchemaProblems } from './schemaProblems';

export interface ParsedStudy {
  /** With defaults filled in; null when there are errors of the schema or worse. */
  readonly study: Study | null;
  /** Errors first, then by place. */
  readonly problems: readonly Problem[];
  /** The place of a path in the text, for what is found later. */
  readonly draftAt: (path: readonly (string | number)[], rest: Pick<Draft, 'severity' | 'message'>) => Draft;
}

const nowhere: ParsedStudy['draftAt'] = (path, rest) => ({ ...rest, path: path.join('.'), offset: 0, length: 0 });

/** Axes are settings by their paths; a misspelt one would vary nothing. */
function unknownAxes(root: Node, study: Study): Draft[] {
  return Object.keys(study.axes).flatMap((path) => {
    if (path === VARIANTS || settingsAt(path).length > 0) return [];
    const known = [VARIANTS, ...catalogue.map((setting) => setting.path)];
    const meant = path === FOLD || path === 'folds' ? undefined : suggest(path, known);
    const help =
      path === FOLD || path === 'folds'
        ? 'Folds are set by "folds" beside "axes".'
        : meant === undefined
          ? 'llm-segnet settings lists the settings.'
          : `Did you mean '${meant}'?`;
    const key = keyOf(nearestNode(root, ['axes', path]));
    const fix = meant === undefined ? undefined : rewrite(key, meant);
    const message = `There is no setting '${path}' to vary. ${help}`;
    return [at(key, { severity: 'error', path: `axes.${path}`, message, fix })];
  });
}

/** Reads a study file. @param text content of the file; anything at all. */
export function parseStudyText(text: string): ParsedStudy {
  const tree = treeOf(text, 'study');
  if (!('root' in tree)) return { study: null, problems: placed(text, tree.drafts), draftAt: nowhere };
  const { root } = tree;
  const draftAt: ParsedStudy['draftAt'] = (path, rest) => at(nearestNode(root, path), { ...rest, path: path.join('.') });
  const { $schema: _schema, ...input } = jsonOf(root) as JsonObject;
  const drafts = [...tree.drafts, ...repetitions(root)];
  const parsed = studySchema.safeParse(input);
  if (!parsed.success) {
    const complaints = studySchemaProblems(parsed.error, input).map(({ path, message, atKey, replacement }): Draft => {
      const node = nearestNode(root, path);
      const place = atKey ? keyOf(node) : node;
      const fix = replacement === undefined ? undefined : rewrite(place, replacement);
      return at(place, { severity: 'error', path: path.join('.'), message, fix });
    });
    return { study: null, problems: placed(text, [...drafts, ...complaints]), draftAt };
  }
  const study = parsed.data;
  const broken = tree.drafts.length > 0;
  return { study: broken ? null : study, problems: placed(text, [...drafts, ...unknownAxes(root, study)]), draftAt };
}
