import type { Triple } from '../volume/types';

export const severities = ['error', 'warning', 'note'] as const;

/** Something that is wrong with a data set, or that its owner should know. */
export interface Problem {
  /** 'error': training would stop or be worthless; 'warning': look at it; 'note': nothing may be wrong. */
  readonly severity: (typeof severities)[number];
  /** Stable name of the check, such as duplicate or empty-label. */
  readonly code: string;
  readonly file: string;
  readonly problem: string;
  readonly fix: string;
}

export type SplitName = 'train' | 'validation' | 'test' | null;

/** One case as `doctor --json` prints it. Numbers are null where the image could not be read. */
export interface CaseReport {
  readonly case: string;
  /** The list it is in; null: in none, or there are no lists. */
  readonly split: SplitName;
  readonly labelled: boolean;
  /** Voxels and millimetres, RAS+ order. */
  readonly size: Triple | null;
  readonly spacing: Triple | null;
  readonly channels: number | null;
  readonly orientation: string | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Stored label value -> voxels; empty without a label. */
  readonly labels: Readonly<Record<string, number>>;
  readonly problems: readonly Problem[];
}

/** What is remembered of a case to compare it with the others; its voxels are gone by then. */
export interface Fingerprint {
  readonly case: string;
  readonly split: SplitName;
  readonly file: string;
  /** Hash of size and voxels. */
  readonly hash: string;
  /** A small z-scored picture of the volume. */
  readonly thumbnail: Float32Array;
  readonly size: Triple;
  readonly spacing: Triple;
  readonly channels: number;
  readonly orientation: string | null;
}
