import type { Experiment } from '../../core/config/experiment';
import type { DataFacts } from '../../core/config/warnings/types';
import type { Triple } from '../../core/volume/types';
import type { DoctorReport } from './types';

function extreme(sizes: readonly Triple[], of: (...values: number[]) => number): Triple | undefined {
  if (sizes.length === 0) return undefined;
  const along = (axis: 0 | 1 | 2): number => of(...sizes.map((size) => size[axis]));
  return [along(0), along(1), along(2)];
}

/** What the checks of an experiment want to know of its data, from a report on them. */
export function factsOfReport({ cases, splits }: DoctorReport, { data }: Pick<Experiment, 'data'>): DataFacts {
  const sizes = cases.flatMap(({ size }) => (size === null ? [] : [size]));
  const training = new Set(splits?.train ?? []);
  const voxels = cases
    .filter((one) => training.has(one.case) && one.size !== null)
    .reduce((sum, { size }) => sum + (size === null ? 0 : size[0] * size[1] * size[2]), 0);
  return {
    smallest: extreme(sizes, Math.min),
    largest: extreme(sizes, Math.max),
    ...(splits === null ? {} : { trainingCases: splits.train.length, validationCases: splits.validation?.length ?? 0 }),
    // float32, and a byte for the label.
    volumeBytes: voxels * (4 * data.channels + 1),
  };
}
