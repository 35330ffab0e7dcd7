import type { Case, Triple } from '../volume/types';

/** Training cases. Labels of the unlabelled ones are never read. */
export interface Dataset {
  readonly labelled: readonly Case[];
  readonly unlabelled: readonly Case[];
}

/** The patches of one iteration, labelled ones first. */
export interface Batch {
  /** [labelled + unlabelled, z, y, x, channels] */
  readonly images: Float32Array;
  /** 1 without it. */
  readonly channels?: number;
  /** [labelled, z, y, x], classes 0..K-1 */
  readonly labels: Int32Array;
  /** [unlabelled, z, y, x]: labels of the unlabelled patches, -1 where there is none. For analysis alone: no loss may read it. */
  readonly hiddenLabels?: Int32Array;
  /** Patch size x, y, z. */
  readonly size: Triple;
  readonly labelled: number;
  readonly unlabelled: number;
  /** Ids of the cases, in the batch's order. */
  readonly cases: readonly string[];
}

/** Where the loop takes its batches from; batch(i) is the same whenever and however often it is asked for. */
export interface PatchSource {
  batch(iteration: number): Promise<Batch> | Batch;
}
