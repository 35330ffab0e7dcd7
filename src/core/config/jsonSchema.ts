/** The JSON schema of experiment files, made of the zod schema: what editors complete and check with. */
import { z } from 'zod';
import { experimentSchema } from './experiment';
import { presetNames, presetTitles } from './presets/registry';
import { bundledPrompts } from './sections/text';

type Schema = { [key: string]: unknown };

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const WHERE = { paper: 'the paper', 'code-inferred': 'code of related methods', ours: 'this project' } as const;

/** Adds the default and its provenance to what an editor shows. */
function describe(schema: Schema): Schema {
  const { description, provenance, ...rest } = schema;
  if (typeof description !== 'string') return schema;
  const from = WHERE[(provenance ?? 'ours') as keyof typeof WHERE];
  const value = isSchema(rest['default']) || rest['default'] === undefined ? '' : ` Default: ${JSON.stringify(rest['default'])}`;
  return { ...rest, description: value === '' ? description : `${description}${value} (from ${from}).` };
}

/** A `kind` that goes without saying need not be written, so that a branch is also met by an object without one. */
function loosen(schema: Schema): Schema {
  const { oneOf, required, ...rest } = schema;
  const needed = Array.isArray(required) ? required.filter((name) => name !== 'kind') : [];
  return {
    ...rest,
    ...(oneOf === undefined ? {} : { anyOf: oneOf }),
    ...(needed.length === 0 ? {} : { required: needed }),
  };
}

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (!isSchema(value)) return value;
  return loosen(describe(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rewrite(part)]))));
}

/** A place of an editor's snippet that the cursor goes to. */
const tabStop = (index: number, text: string): string => `\${${index}:${text}}`;

const SNIPPETS = [
  {
    label: 'Hippocampus, 4 labelled cases',
    body: {
      preset: 'hippocampus',
      name: tabStop(1, 'my-experiment'),
      data: { source: { kind: 'folder', path: tabStop(2, 'data') }, labelled: 4 },
    },
  },
  { label: 'Phantom, no data needed', body: { preset: 'phantom', name: tabStop(1, 'first-look') } },
];

/** Words to complete where any text is allowed. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  prompt: bundledPrompts,
  otherPrompt: bundledPrompts,
  encoder: ['minilm', 'bert-base-uncased', 'biobert', 'clinicalbert'],
};

function withExamples(schema: Schema): Schema {
  const text = (schema['properties'] as Schema)['text'] as Schema;
  const properties = Object.entries(text['properties'] as Schema).map(([name, value]): [string, unknown] => [
    name,
    EXAMPLES[name] === undefined ? value : { ...(value as Schema), examples: EXAMPLES[name] },
  ]);
  return {
    ...schema,
    properties: { ...(schema['properties'] as Schema), text: { ...text, properties: Object.fromEntries(properties) } },
  };
}

/**
 * The schema for VS Code's JSON service: completion as by the whole schema, and not a complaint. A condition without consequences is
 * matched and never fails. The extension's own checks complain: in better words, with quick fixes, and for each fault once.
 */
export function completionJsonSchema(): Schema {
  const { $schema, title, allowComments, allowTrailingCommas, defaultSnippets } = experimentJsonSchema();
  return { $schema, title, allowComments, allowTrailingCommas, defaultSnippets, if: { $ref: './experiment.schema.json' } };
}

export function experimentJsonSchema(): Schema {
  const { $schema, ...raw } = z.toJSONSchema(experimentSchema, { io: 'input', target: 'draft-7' }) as Schema;
  const { properties, ...rest } = withExamples(rewrite(raw) as Schema);
  return {
    $schema,
    title: 'LLM-SegNet experiment',
    description: 'An experiment: what is trained, on what, and how. Everything has a default.',
    allowComments: true,
    allowTrailingCommas: true,
    defaultSnippets: SNIPPETS,
    ...rest,
    properties: {
      $schema: { type: 'string', description: 'The schema that editors check this file with.' },
      preset: {
        description: 'Settings to start from; what this file writes goes before them.',
        anyOf: [{ enum: [...presetNames], enumDescriptions: presetNames.map((name) => presetTitles[name]) }],
      },
      ...(properties as Schema),
    },
  };
}
