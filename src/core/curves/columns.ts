import type { Chart } from './charts';
import { columnsOf } from './charts';

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberAt(record: Json, path: string): number {
  let value: unknown = record;
  for (const part of path.split('.')) value = isObject(value) ? value[part] : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
}

/** Mean Dice over the cases and labels of an evaluation; NaN when none is readable. */
function meanDice(cases: unknown): number {
  const values = (Array.isArray(cases) ? cases : []).map((one: unknown) => (isObject(one) ? one['dice'] : undefined));
  const known = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** One point of every curve of a clock; NaN where the record has no such number. */
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
      values: Object.fromEntries(columnsOf('train').map((name) => [name, numberAt(record, name)])),
    };
  }
  const { split, model } = record;
  if (record['kind'] !== 'evaluation' || (split !== 'validation' && split !== 'test') || typeof model !== 'string') return null;
  return { clock: split, iteration, values: { [`${split}.${model}.dice`]: meanDice(record['cases']) } };
}
