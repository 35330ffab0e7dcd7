/** Plain JSON laid over plain JSON: how an experiment extends a preset. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tables that mean something only as a whole. */
const WHOLE = new Set(['data.labels']);

/**
 * `over` laid over `base`: objects key by key, everything else replaces. An object of another `kind` replaces as a whole, because the
 * settings of one kind mean nothing to another.
 */
export function merge(base: JsonObject, over: JsonObject, path: readonly string[] = []): JsonObject {
  if ('kind' in over && 'kind' in base && over['kind'] !== base['kind']) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  const entries = [...keys].map((key): [string, Json] => {
    const here = [...path, key];
    const [below, above] = [base[key], over[key]];
    if (above === undefined) return [key, below as Json];
    if (isObject(below) && isObject(above) && !WHOLE.has(here.join('.'))) return [key, merge(below, above, here)];
    return [key, above];
  });
  return Object.fromEntries(entries);
}

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Readonly<Record<string | number, unknown>>)[key];
  }, root);
}

/** A copy with the value at the path replaced; objects on the way are made. */
export function withValueAt(root: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return root;
  if (rest.length === 0) return Object.fromEntries([...Object.entries(root), [key, value]]);
  const below = Object.hasOwn(root, key) ? root[key] : undefined;
  return Object.fromEntries([...Object.entries(root), [key, withValueAt(isObject(below) ? below : {}, rest, value)]]);
}
