import type { Chart } from './charts';

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberAt(record: Json, path: string): number {
  let value: unknown = record;
  for (const part of path.split('.')) value = isObject(value) ? value[part] : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
}

/** Columns that a line may have: nobody draws more. */
const MOST_COLUMNS = 200;
const DEEPEST = 3;
const UNDRAWN = ['iteration', 'memory'];

/** Every number of a line by its path, 'A.supervised', as charts name their columns. */
function numbersIn(record: Json, path = '', depth = 1): [string, number][] {
  return Object.entries(record)
    .flatMap(([key, value]): [string, number][] => {
      if (path === '' && UNDRAWN.includes(key)) return [];
      if (typeof value === 'number') return Number.isFinite(value) ? [[`${path}${key}`, value]] : [];
      return isObject(value) && depth < DEEPEST ? numbersIn(value, `${path}${key}.`, depth + 1) : [];
    })
    .slice(0, MOST_COLUMNS);
}

/** Mean Dice over the cases and labels of an evaluation; NaN when none is readable. */
function meanDice(cases: unknown): number {
  const values = (Array.isArray(cases) ? cases : []).map((one: unknown) => (isObject(one) ? one['dice'] : undefined));
  const known = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** One point of every curve of a clock. */
export interface Row {
  readonly clock: Chart['clock'];
  readonly iteration: number;
  readonly values: Readonly<Record<string, number>>;
}

/** What the charts show of one line of metrics.jsonl, or null when they show nothing of it. Lines are hostile: nothing is assumed of them. */
export function rowOf(record: Json): Row | null {
  const iteration = numberAt(record, 'iteration');
  if (Number.isNaN(iteration)) return null;
  if (record['kind'] === 'train') {
    return {
      clock: 'train',
      iteration,
      values: Object.fromEntries(numbersIn(record)),
    };
  }
  const { split, model } = record;
  if (record['kind'] !== 'evaluation' || (split !== 'validation' && split !== 'test') || typeof model !== 'string') return null;
  return { clock: split, iteration, values: { [`${split}.${model}.dice`]: meanDice(record['cases']) } };
}
