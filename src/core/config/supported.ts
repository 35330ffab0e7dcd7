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
  { path: 'data.format', works: "'auto' or 'msd'", holds: ({ data }) => data.format === 'auto' || data.format === 'msd' },
  { path: 'data.channels', works: '1', holds: ({ data }) => data.channels === 1 },
  { path: 'data.labels', works: "'binary'", holds: ({ data }) => data.labels === 'binary' },
  { path: 'data.splits.train', works: "'splits/train.txt'", holds: ({ data }) => data.splits.train === 'splits/train.txt' },
  { path: 'data.splits.validation', works: 'null', holds: ({ data }) => data.splits.validation === null },
  { path: 'data.splits.test', works: "'splits/test.txt'", holds: ({ data }) => data.splits.test === 'splits/test.txt' },
  { path: 'preprocessing.spacing', works: 'null', holds: ({ preprocessing }) => preprocessing.spacing === null },
  { path: 'preprocessing.crop', works: "'none'", holds: ({ preprocessing }) => preprocessing.crop === 'none' },
  { path: 'preprocessing.window', works: 'null', holds: ({ preprocessing }) => preprocessing.window === null },
  { path: 'preprocessing.percentiles', works: 'null', holds: ({ preprocessing }) => preprocessing.percentiles === null },
  { path: 'preprocessing.normalise', works: "'z-score'", holds: ({ preprocessing }) => preprocessing.normalise === 'z-score' },
  // encoder
  { path: 'text.injection', works: "'off'", holds: ({ text }) => text.injection === 'off' },
  // evaluation
  { path: 'evaluation.largestComponent', works: 'false', holds: ({ evaluation }) => !evaluation.largestComponent },
  { path: 'evaluation.unit', works: "'voxel'", holds: ({ evaluation }) => evaluation.unit === 'voxel' },
  { path: 'evaluation.emptyDistances', works: "'none'", holds: ({ evaluation }) => evaluation.emptyDistances === 'none' },
  // runs
  { path: 'evaluation.hiddenLabels', works: 'false', holds: ({ evaluation }) => !evaluation.hiddenLabels },
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
