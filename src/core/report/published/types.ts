import type { Protocol } from '../protocol';

/** One row as printed: Dice and Jaccard in percent, distances in voxels; null where the paper has NA. */
export interface PublishedRow {
  readonly method: string;
  /** Annotated and unannotated scans, as printed. */
  readonly annotated: string;
  readonly unannotated: string;
  readonly dice: number;
  readonly jaccard: number | null;
  readonly hd95: number | null;
  readonly asd: number;
}

export interface PublishedTable {
  /** Number in arXiv 2407.05088. */
  readonly number: 2 | 3 | 4 | 5 | 6 | 7;
  readonly title: string;
  readonly rows: readonly PublishedRow[];
  readonly protocol: Protocol;
  readonly notes: readonly string[];
}

type Numbers = readonly [method: string, dice: number, jaccard: number | null, hd95: number | null, asd: number];

/** Rows that share their scans. */
export function rowsOf(annotated: string, unannotated: string, rows: readonly Numbers[]): PublishedRow[] {
  return rows.map(([method, dice, jaccard, hd95, asd]) => ({ method, annotated, unannotated, dice, jaccard, hd95, asd }));
}

/** What the paper says of its protocol, which is little. */
export function paperProtocol(data: string, split: string, stride: string): Protocol {
  return {
    data,
    split,
    stride,
    unit: 'voxel',
    normalisation: null,
    cropSource: null,
    postProcessing: null,
    emptyRule: null,
    selection: null,
  };
}

export const MIXED =
  'Rows were taken from several papers whose protocols differ (post-processing, checkpoint, stride): not one ranking.';
