/** The JSON schema of study files, made of the zod schema and the experiment's settings. */
import { z } from 'zod';
import { catalogue } from '../config/catalogue';
import { FOLD, studySchema, VARIANTS } from './schema';

type Schema = { [key: string]: unknown };

const listOrTable = {
  anyOf: [
    { type: 'array', minItems: 1 },
    { type: 'object', minProperties: 1 },
  ],
};

/** Axes to complete: every setting of an experiment, with what may stand there. */
function axes(): Schema {
  const settings = catalogue
    .filter(({ path }) => path !== 'name')
    .map(({ path, description, values, words }): [string, Schema] => [
      path,
      {
        ...listOrTable,
        description: `${description} Values: ${values}.`,
        ...(words.length === 0 ? {} : { items: { examples: words } }),
      },
    ]);
  const variants = {
    type: 'object',
    description: 'Whole sets of settings by name: { "without CutMix": { "method.cutmix": false } }.',
  };
  return Object.fromEntries([[VARIANTS, variants], ...new Map(settings)]);
}

function withSelections(properties: Schema): Schema {
  const names = [VARIANTS, FOLD, ...new Set(catalogue.map(({ path }) => path))];
  const selection = { type: 'object', propertyNames: { examples: names } };
  return { ...properties, exclude: { ...(properties['exclude'] as Schema), items: selection } };
}

const SNIPPETS = [
  {
    label: 'Methods by labels and seeds',
    body: {
      name: 'labels',
      base: 'experiment.llmsegnet.json',
      axes: { method: ['supervised', 'llm-segnet'], 'data.labelled': [4, 8], seed: [1337, 1338, 1339] },
      compare: { baseline: { method: 'supervised' } },
    },
  },
];

export function studyJsonSchema(): Schema {
  const { $schema, ...raw } = z.toJSONSchema(studySchema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as Schema;
  const properties = withSelections(raw['properties'] as Schema);
  return {
    $schema,
    title: 'LLM-SegNet study',
    description: 'A study: one experiment, and what is varied.',
    allowComments: true,
    allowTrailingCommas: true,
    defaultSnippets: SNIPPETS,
    ...raw,
    properties: {
      $schema: { type: 'string', description: 'The schema that editors check this file with.' },
      ...properties,
      axes: { ...(properties['axes'] as Schema), properties: axes(), additionalProperties: listOrTable },
    },
  };
}

/** Completion without complaints, which the extension's own checks make (jsonSchema.ts of experiments says why). */
export function studyCompletionSchema(): Schema {
  const { $schema, title, allowComments, allowTrailingCommas, defaultSnippets } = studyJsonSchema();
  return { $schema, title, allowComments, allowTrailingCommas, defaultSnippets, if: { $ref: './study.schema.json' } };
}
