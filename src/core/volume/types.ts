/**
 * Volumes as the whole product holds them: canonical orientation (RAS+: x to the right, y to the front, z up), x fastest, that is
 * voxel (x, y, z) lies at index x + size[0] * (y + size[1] * z). Sizes and spacings are always written x, y, z.
 */
export type Triple = readonly [x: number, y: number, z: number];

export interface Volume {
  /** Voxels along x, y, z. */
  readonly size: Triple;
  /** Distance between voxel centres along x, y, z in millimetres. */
  readonly spacing: Triple;
  /** Images of one grid in `data`, one after the other (modalities of MR, say); 1 without it. */
  readonly channels?: number;
  /** size[0] * size[1] * size[2] intensities, x fastest, for each channel. */
  readonly data: Float32Array;
}

export interface LabelVolume {
  readonly size: Triple;
  readonly spacing: Triple;
  /** Class of each voxel: 0 is background. */
  readonly data: Uint8Array;
}

/** One patient or scan. Cases used without annotation carry no label at all. */
export interface Case {
  readonly id: string;
  readonly image: Volume;
  readonly label?: LabelVolume;
  /** The label of a case that is used as unlabelled, for analysis only: training never reads it. */
  readonly hiddenLabel?: LabelVolume;
}

/** A case with its label. */
export type LabelledCase = Case & { readonly label: LabelVolume };

export function voxelCount(size: Triple): number {
  return size[0] * size[1] * size[2];
}
