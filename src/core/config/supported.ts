/**
 * Settings that the schema has and this version does not carry out yet: a value that would be ignored in silence is refused. Whoever
 * implements a setting deletes its line.
 */
import type { Experiment } from './experiment';

/** A setting, the values that work today, and whether this experiment keeps to them. */
export interface Limit {
  readonly path: string;
  readonly works: string;
  readonly holds: (experiment: Experiment) => boolean;
}

const LIMITS: readonly Limit[] = [
  // volumes
  { path: 'data.channels', works: '1', holds: ({ data }) => data.channels === 1 },
  { path: 'preprocessing.spacing', works: 'null', holds: ({ preprocessing }) => preprocessing.spacing === null },
  { path: 'preprocessing.crop', works: "'none'", holds: ({ preprocessing }) => preprocessing.crop === 'none' },
];

/** Where an experiment asks for more than this version does. */
export function unsupported(experiment: Experiment, limits = LIMITS): { readonly path: string; readonly message: string }[] {
  return limits
    .filter(({ holds }) => !holds(experiment))
    .map(({ path, works }) => ({
      path,
      message: `this version carries out ${works} only`,
    }));
}

/** @throws Error that names every setting this version would have to ignore. */
export function requireSupported(experiment: Experiment, limits = LIMITS): void {
  const problems = unsupported(experiment, limits).map(({ path, message }) => `${path}: ${message}`);
  if (problems.length > 0) throw new Error(`the experiment asks for more than is there:\n${problems.join('\n')}`);
}
