import { settingsAt } from '../config/catalogue';
import type { Json, JsonObject } from '../config/merge';
import { isObject, merge, withValueAt } from '../config/merge';
import type { Fold } from './folds/folds';
import type { Study } from './schema';
import { FOLD, VARIANTS } from './schema';

/** One value of an axis: what tables call it, and what it does to an experiment's settings. */
export interface Choice {
  readonly name: string;
  /** Settings laid over those of the base. */
  readonly input: JsonObject;
}

export interface Axis {
  /** Path of a setting, 'variants' or 'fold'. */
  readonly path: string;
  readonly choices: readonly Choice[];
  /** Whether it decides which other settings exist; such axes are laid first. */
  readonly decides: boolean;
}

const isSection = (path: string): boolean => settingsAt(path).some(({ section }) => section);

/** A name for a value that has none: itself, or the kind of an object. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isObject(value) && typeof value['kind'] === 'string') {
    const { kind, ...rest } = value;
    return Object.keys(rest).length === 0 ? kind : `${kind} ${JSON.stringify(rest)}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** Nested settings, or paths with dots, or both: { "augmentation.cutmix": false }. */
export function nested(settings: JsonObject): JsonObject {
  return Object.entries(settings).reduce<JsonObject>(
    (whole, [path, value]) => merge(whole, withValueAt({}, path.split('.'), value)),
    {},
  );
}

function inputOf(path: string, value: unknown): JsonObject {
  if (path === VARIANTS) return isObject(value) ? nested(value) : {};
  const json = (typeof value === 'string' && isSection(path) ? { kind: value } : value) as Json;
  return withValueAt({}, path.split('.'), json);
}

function axisOf(path: string, values: unknown): Axis {
  const named: [string, unknown][] = Array.isArray(values)
    ? values.map((value): [string, unknown] => [nameOf(value), value])
    : Object.entries(values as JsonObject);
  const choices = named.map(([name, value]) => ({ name, input: inputOf(path, value) }));
  return { path, choices, decides: path === VARIANTS || path.endsWith('.kind') || isSection(path) };
}

function foldAxis(folds: readonly Fold[]): Axis {
  const choices = folds.map(({ train, test }, index) => ({
    name: String(index),
    input: { data: { splits: { train: [...train], validation: null, test: [...test] } } },
  }));
  return { path: FOLD, choices, decides: false };
}

/** The axes of a study in the order of its file, folds last. */
export function axesOf(study: Study, folds: readonly Fold[] | null): Axis[] {
  return [
    ...Object.entries(study.axes).map(([path, values]) => axisOf(path, values)),
    ...(folds === null ? [] : [foldAxis(folds)]),
  ];
}
