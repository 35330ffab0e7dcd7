import { settingIn } from '../catalogue';
import type { Experiment } from '../experiment';
import type { JsonObject } from '../merge';
import { isObject, valueAt } from '../merge';
import type { Origin, Origins } from './types';

/** Every value of a plain object by its path; lists and tables of labels count as one value. */
function* leavesOf(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (!isObject(value) || path.join('.') === 'data.labels') yield path;
  else for (const key of Object.keys(value)) yield* leavesOf(value[key], [...path, key]);
}

/**
 * Says of every value of a resolved experiment where it comes from.
 * @param layers what was asked for, the strongest first.
 */
export function originsOf(
  experiment: Experiment,
  layers: readonly { readonly from: Origin['from']; readonly input: JsonObject }[],
): Origins {
  return Object.fromEntries(
    [...leavesOf(experiment)].map((path): [string, Origin] => {
      const key = path.join('.');
      const from = layers.find(({ input }) => valueAt(input, path) !== undefined)?.from ?? 'default';
      return [key, { from, provenance: settingIn(experiment, key)?.provenance ?? 'ours' }];
    }),
  );
}
