/** Every leaf of a JSON value by its path: { 'patch.0': 32 }. */
function leaves(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (typeof value !== 'object' || value === null) {
    into.set(path, JSON.stringify(value) ?? 'undefined');
    return into;
  }
  const isFlatList = Array.isArray(value) && value.every((part) => typeof part !== 'object' || part === null);
  if (isFlatList) into.set(path, JSON.stringify(value));
  else for (const [key, part] of Object.entries(value)) leaves(part, path === '' ? key : `${path}.${key}`, into);
  return into;
}

/**
 * The settings in which experiments differ: path -> one value an experiment, as JSON; '' where an experiment lacks the setting. Settings
 * that are the same everywhere are left out.
 */
export function experimentDifferences(experiments: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  const all = experiments.map((experiment) => leaves(experiment, '', new Map()));
  const paths = [...new Set(all.flatMap((one) => [...one.keys()]))];
  const rows = paths.map((path): [string, string[]] => [path, all.map((one) => one.get(path) ?? '')]);
  return new Map(rows.filter(([, values]) => new Set(values).size > 1));
}
