import type { Part } from './parts';

/** A case and what is left of its name while the patient in it is looked for. */
export interface Name {
  readonly id: string;
  readonly all: readonly Part[];
  readonly kept: readonly Part[];
}

export const distinct = (values: readonly string[]): number => new Set(values).size;

/** Two names with one key are of one patient. */
export const keyOf = (parts: readonly Part[]): string => parts.map(({ text }) => text).join('\0');

/** Names of one build (a word, a number, a word with a number ...) can be compared part by part. */
export const buildOf = (parts: readonly Part[]): string =>
  parts.map(({ word, number }) => (word === '' ? '' : 'w') + (number === '' ? '' : 'n')).join('-');

/** How many ways there are to begin a name, by the build of the beginning. */
export function countBeginnings(names: readonly Name[]): Map<string, number> {
  const keys = new Map<string, Set<string>>();
  for (const { kept } of names)
    for (let length = 1; length <= kept.length; length++) {
      const start = kept.slice(0, length);
      const build = buildOf(start);
      keys.set(build, (keys.get(build) ?? new Set()).add(keyOf(start)));
    }
  return new Map([...keys].map(([build, seen]) => [build, seen.size]));
}

export function byBuild(names: readonly Name[]): Map<string, Name[]> {
  const builds = new Map<string, Name[]>();
  for (const name of names) {
    const build = buildOf(name.kept);
    const alike = builds.get(build);
    if (alike === undefined) builds.set(build, [name]);
    else alike.push(name);
  }
  return builds;
}
