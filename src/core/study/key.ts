import { z } from 'zod';
import type { Experiment } from '../config/experiment';
import { experimentSchema } from '../config/experiment';
import { isObject } from '../config/merge';
import { canonicalJson } from '../hash/canonicalJson';
import { sha256 } from '../hash/sha256';

/** What is called otherwise, or only uses the machine otherwise, is the same experiment. */
const IGNORED = new Set(['name', 'run.threads', 'run.checkpointSeconds', 'evaluation.batch']);
/** Settings that may hold paths: a study is copied from a cluster to a laptop, so only their last part counts. */
const PATHS = new Set([
  'data.source.path',
  'data.splits.train',
  'data.splits.validation',
  'data.splits.test',
  'text.prompt',
  'text.otherPrompt',
  'text.encoder',
]);

const lastPart = (path: string): string =>
  path
    .split(/[\\/]/)
    .filter((part) => part !== '')
    .at(-1) ?? path;

/** Every kind of an object, without the rest: what decides which defaults there are. */
function kindsOf(value: unknown): unknown {
  if (!isObject(value)) return undefined;
  const parts = Object.entries(value).flatMap(([key, part]): [string, unknown][] => {
    if (key === 'kind') return [[key, part]];
    const kinds = kindsOf(part);
    return kinds === undefined ? [] : [[key, kinds]];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

const defaultsByKinds = new Map<string, unknown>();

function defaultsOf(experiment: unknown): unknown {
  const kinds = kindsOf(experiment) ?? {};
  const key = JSON.stringify(kinds);
  if (!defaultsByKinds.has(key)) defaultsByKinds.set(key, experimentSchema.safeParse(kinds).data ?? {});
  return defaultsByKinds.get(key);
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b));

/** What differs from the defaults: a setting that a later version adds, at its default, makes no other experiment of it. */
function withoutDefaults(value: unknown, defaults: unknown, path: string): unknown {
  if (IGNORED.has(path)) return undefined;
  if (typeof value === 'string' && PATHS.has(path)) return lastPart(value);
  if (!isObject(value)) return same(value, defaults) ? undefined : value;
  const below = isObject(defaults) ? defaults : {};
  const parts = Object.entries(value).flatMap(([key, part]): [string, unknown][] => {
    const kept = key === 'kind' ? part : withoutDefaults(part, below[key], path === '' ? key : `${path}.${key}`);
    return kept === undefined ? [] : [[key, kept]];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

const windows = z.looseObject({
  patch: z.tuple([z.number(), z.number(), z.number()]),
  evaluation: z.looseObject({ stride: z.array(z.number()).nullish() }).optional(),
});

/** The stride that null stands for is written out in a run's record, and not in an experiment file: both must have the same key. */
function withStride(experiment: unknown): unknown {
  const { data } = windows.safeParse(experiment);
  if (data === undefined || !isObject(experiment)) return experiment;
  const stride = data.evaluation?.stride ?? data.patch.map((extent) => Math.max(1, Math.floor(extent / 2)));
  return { ...experiment, evaluation: { ...(experiment['evaluation'] as object), stride } };
}

/**
 * Names an experiment by what decides its results: equal for two runs that would train the same networks on the same data, wherever
 * their files lie. 64 hexadecimal digits.
 * @param experiment as resolved, of this version or, from a run's record, of an earlier one.
 */
export function experimentKey(experiment: Experiment | unknown): string {
  return sha256(canonicalJson(withoutDefaults(withStride(experiment), defaultsOf(experiment), '') ?? {}));
}
