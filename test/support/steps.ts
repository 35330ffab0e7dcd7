import { Session } from 'node:inspector';

interface Coverage {
  readonly result: readonly { readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[] }[];
}

type Method = (this: unknown, ...parameters: unknown[]) => unknown;
/** What a call looked at, in characters or elements. */
type Cost = (self: { length: number }, result: unknown, parameters: readonly unknown[]) => number;

const lengthOf = (value: unknown): number =>
  typeof value === 'string' || Array.isArray(value) ? value.length : value === null || value === undefined ? 0 : 1;
const all: Cost = (self, result) => self.length + lengthOf(result);
const upToFound: Cost = (self, result, [, from]) =>
  (typeof result === 'number' && result >= 0 ? result : self.length) - Number(from ?? 0);

/** The built-in loops over text and lists. `slice` of a string copies nothing. */
const STRING: Readonly<Record<string, Cost>> = {
  split: all,
  replaceAll: all,
  normalize: all,
  toLowerCase: all,
  trim: (self, result) => self.length - lengthOf(result),
  trimStart: (self, result) => self.length - lengthOf(result),
  trimEnd: (self, result) => self.length - lengthOf(result),
  indexOf: upToFound,
  includes: all,
};
const ARRAY: Readonly<Record<string, Cost>> = {
  ...{
    concat: all,
    join: all,
    includes: all,
    indexOf: upToFound,
    sort: all,
    flat: all,
    slice: (_self, result) => lengthOf(result),
  },
  ...Object.fromEntries(
    ['map', 'filter', 'forEach', 'flatMap', 'reduce', 'some', 'every', 'find', 'findIndex', 'findLast'].map((name) => [
      name,
      all,
    ]),
  ),
};
/** From where the search began to the end of what it found: every pattern is linear (eslint-plugin-regexp sees to that). */
function searched(pattern: RegExp, from: number, text: string, match: RegExpExecArray | null): number {
  if (match === null && pattern.sticky) return 1;
  const start = pattern.global || pattern.sticky ? from : 0;
  return (match === null ? text.length : match.index + match[0].length) - start;
}

/**
 * The steps of some work, the same on every machine however busy: how often each block inside a function ran (V8's coverage, which counts
 * blocks exactly and calls not quite), and the characters and elements that built-in functions looked at.
 */
function countSteps(work: () => void): number {
  let steps = 0;
  const undo: (() => void)[] = [];
  const replace = (owner: object, name: string, made: (original: Method) => Method): void => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (descriptor === undefined) return;
    Object.defineProperty(owner, name, { ...descriptor, value: made(descriptor.value as Method) });
    undo.push(() => Object.defineProperty(owner, name, descriptor));
  };
  const counted =
    (cost: Cost) =>
    (original: Method): Method =>
      function count(this: unknown, ...parameters) {
        const result = Reflect.apply(original, this, parameters);
        steps += Math.max(0, cost(this as { length: number }, result, parameters));
        return result;
      };
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  for (const [name, cost] of Object.entries(STRING)) replace(String.prototype, name, counted(cost));
  for (const [name, cost] of Object.entries(ARRAY)) replace(Array.prototype, name, counted(cost));
  replace(
    RegExp.prototype,
    'exec',
    (original) =>
      function exec(this: unknown, text) {
        const from = (this as RegExp).lastIndex;
        const match = Reflect.apply(original, this, [text]) as RegExpExecArray | null;
        steps += Math.max(0, searched(this as RegExp, from, String(text), match));
        return match;
      },
  );
  try {
    work();
  } finally {
    for (const one of undo.reverse()) one();
    session.post('Profiler.takePreciseCoverage', (_error, coverage) => {
      for (const { functions } of (coverage as unknown as Coverage).result)
        for (const { ranges } of functions) for (const { count } of ranges.slice(1)) steps += count;
    });
    session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
  }
  return steps;
}

/** How the work grows when the input doubles: 2 at most for linear work, 4 for quadratic. */
export function growth(work: (size: number) => void, size: number): number {
  // The first call of a function compiles it and fills caches.
  work(size);
  const once = countSteps(() => work(size));
  return countSteps(() => work(2 * size)) / once;
}
