import type { FoldCase } from './folds';

/** What a label holds. */
export interface LabelContent {
  readonly id: string;
  /** Classes that occur, background left out. */
  readonly classes: readonly number[];
  /** Cubic millimetres, or voxels, of all classes but the background together. */
  readonly size: number;
}

const PARTS = ['small', 'middle', 'large'] as const;

/** Strata of cases: the classes that occur, and whether the structure is small, middle or large among those that have them. */
export function strataOf(contents: readonly LabelContent[]): FoldCase[] {
  const sizes = contents.map(({ size }) => size).sort((a, b) => a - b);
  const part = (size: number): string =>
    PARTS[Math.min(2, Math.floor((3 * sizes.indexOf(size)) / Math.max(1, sizes.length)))] ?? 'middle';
  return contents.map(({ id, classes, size }) => ({ id, stratum: `${classes.join(',') || 'empty'} ${part(size)}` }));
}
