/** Every setting of the schema as one flat list: what help, hover, documentation and suggestions are made of. */
import { z } from 'zod';
import type { Provenance } from '../schema/field';
import { experimentSchema } from './experiment';

type Node = Exclude<z.core.JSONSchema._JSONSchema, boolean>;

export interface Setting {
  /** 'method.unsupervised.t1' */
  readonly path: string;
  /** Kinds under which it exists: { method: 'llm-segnet', 'method.unsupervised': 'usl' }. */
  readonly when: Readonly<Record<string, string>>;
  readonly description: string;
  readonly provenance: Provenance;
  /** 'number from 0 to 1', "'voxel' or 'set'", 'section'. */
  readonly values: string;
  /** Undefined for sections and for what must be written. */
  readonly default: unknown;
  readonly section: boolean;
  /** The allowed words, where it is a choice of words. */
  readonly words: readonly string[];
}

const objectOf = (schema: z.core.JSONSchema._JSONSchema | undefined): Node =>
  typeof schema === 'object' ? (schema as Node) : {};
const branchesOf = (node: Node): Node[] => [...(node.oneOf ?? []), ...(node.anyOf ?? [])].map(objectOf);

function kindOf(node: Node): string | undefined {
  const { const: kind } = objectOf(node.properties?.['kind']);
  return typeof kind === 'string' ? kind : undefined;
}

function range(node: Node, noun: string): string {
  const low = node.minimum ?? node.exclusiveMinimum;
  const high = node.maximum ?? node.exclusiveMaximum;
  const from = node.minimum === undefined ? 'above' : 'from';
  const to = node.maximum === undefined ? 'below' : 'to';
  const lowText = low === undefined || low === Number.MIN_SAFE_INTEGER ? '' : ` ${from} ${low}`;
  const highText = high === undefined || high === Number.MAX_SAFE_INTEGER ? '' : ` ${to} ${high}`;
  return `${noun}${lowText}${highText}`;
}

function wordsOf(node: Node): string[] {
  if (typeof node.const === 'string') return [node.const];
  if (Array.isArray(node.enum)) return node.enum.filter((word): word is string => typeof word === 'string');
  return branchesOf(node).flatMap(wordsOf);
}

const PLAIN: Readonly<Record<string, string>> = { boolean: 'true or false', string: 'text', array: 'list', null: 'null' };

/** What may stand there, in words. */
function valuesOf(node: Node): string {
  const branches = branchesOf(node);
  if (branches.length > 0) return branches.map(valuesOf).join(' or ');
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map((word) => JSON.stringify(word)).join(', ');
  if (node.prefixItems !== undefined) {
    const items = node.prefixItems.map((item) => valuesOf(objectOf(item)));
    return `[${items.length} values], each a ${items[0] ?? 'value'}`;
  }
  if (node.type === 'number') return range(node, 'number');
  if (node.type === 'integer') return range(node, 'whole number');
  return (typeof node.type === 'string' ? PLAIN[node.type] : undefined) ?? 'table';
}

function* walk(node: Node, path: readonly string[], when: Readonly<Record<string, string>>): Generator<Setting> {
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const value = objectOf(child);
    if (name === 'kind' && 'const' in value) continue;
    const here = [...path, name];
    const key = here.join('.');
    const kinds = branchesOf(value).filter((branch) => kindOf(branch) !== undefined);
    const section = value.properties !== undefined || kinds.length > 0;
    const extra = value as { readonly provenance?: Provenance };
    yield {
      path: key,
      when,
      description: value.description ?? '',
      provenance: extra.provenance ?? 'ours',
      values: section ? 'section' : valuesOf(value),
      default: section ? undefined : value.default,
      section,
      words: section ? [] : wordsOf(value),
    };
    if (kinds.length > 0) {
      yield {
        path: `${key}.kind`,
        when,
        description: value.description ?? '',
        provenance: extra.provenance ?? 'ours',
        values: kinds.map((branch) => JSON.stringify(kindOf(branch))).join(', '),
        default: isKind(value.default) ? value.default.kind : undefined,
        section: false,
        words: kinds.map((branch) => kindOf(branch) as string),
      };
    }
    yield* walk(value, here, when);
    for (const branch of kinds) yield* walk(branch, here, { ...when, [key]: kindOf(branch) as string });
  }
}

function isKind(value: unknown): value is { kind: string } {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

export const catalogue: readonly Setting[] = [...walk(objectOf(z.toJSONSchema(experimentSchema, { io: 'input' })), [], {})];

/** Settings of this path: several where kinds share a name (network.filters). */
export function settingsAt(path: string): Setting[] {
  return catalogue.filter((setting) => setting.path === path);
}

/** Names that may stand right under a path ('' for the top), for suggestions. */
export function namesUnder(path: string): string[] {
  const prefix = path === '' ? '' : `${path}.`;
  const names = catalogue
    .filter((setting) => setting.path.startsWith(prefix) && !setting.path.slice(prefix.length).includes('.'))
    .map((setting) => setting.path.slice(prefix.length));
  return [...new Set(names)];
}

/** The setting of a path that exists in an experiment of these kinds. */
export function settingIn(experiment: unknown, path: string): Setting | undefined {
  const kindAt = (section: string): unknown =>
    section
      .split('.')
      .concat('kind')
      .reduce<unknown>(
        (value, key) =>
          typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined,
        experiment,
      );
  const found = settingsAt(path);
  return found.find(({ when }) => Object.entries(when).every(([section, kind]) => kindAt(section) === kind)) ?? found[0];
}
