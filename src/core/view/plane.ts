import type { Triple } from '../volume/types';

/** The three planes a canonical (RAS+) volume is cut in. Each is named by what it is perpendicular to: axial cuts stack along z. */
export const PLANES = ['axial', 'coronal', 'sagittal'] as const;
export type Plane = (typeof PLANES)[number];

export type Axis = 0 | 1 | 2;

/** Voxel axes that run across and down the screen, and the one that stacks. */
export interface PlaneAxes {
  readonly across: Axis;
  readonly down: Axis;
  readonly through: Axis;
}

const AXES: Readonly<Record<Plane, PlaneAxes>> = {
  axial: { across: 0, down: 1, through: 2 },
  coronal: { across: 0, down: 2, through: 1 },
  sagittal: { across: 1, down: 2, through: 0 },
};

export function planeAxes(plane: Plane): PlaneAxes {
  return AXES[plane];
}

export interface SliceSize {
  readonly width: number;
  readonly height: number;
}

export function sliceSize(size: Triple, plane: Plane): SliceSize {
  const { across, down } = AXES[plane];
  return { width: size[across], height: size[down] };
}

/** Slices along the plane's stack. */
export function sliceCount(size: Triple, plane: Plane): number {
  return size[AXES[plane].through];
}

/** A position on a slice in pixels: u across from the left, v down from the top; pixel (0, 0) covers [0, 1) in both. */
export interface Pixel {
  readonly u: number;
  readonly v: number;
}

/**
 * Where a voxel stands on the screen. Both screen axes run against their voxel axis, as radiologists look: right on the left of
 * axial and coronal cuts, anterior on the left of sagittal ones, anterior or superior on top.
 */
export function pixelOfVoxel(size: Triple, plane: Plane, voxel: Triple): Pixel {
  const { across, down } = AXES[plane];
  return { u: size[across] - 1 - voxel[across], v: size[down] - 1 - voxel[down] };
}

/** The voxel under a pixel of slice `index`; the inverse of pixelOfVoxel. Not limited to the volume. */
export function voxelOfPixel(size: Triple, plane: Plane, index: number, { u, v }: Pixel): Triple {
  const { across, down, through } = AXES[plane];
  const voxel: [number, number, number] = [0, 0, 0];
  voxel[across] = size[across] - 1 - Math.floor(u);
  voxel[down] = size[down] - 1 - Math.floor(v);
  voxel[through] = index;
  return voxel;
}

/** The nearest voxel that exists. */
export function clampVoxel(size: Triple, voxel: Triple): Triple {
  const limit = (value: number, extent: number): number => Math.min(extent - 1, Math.max(0, Math.round(value)));
  return [limit(voxel[0], size[0]), limit(voxel[1], size[1]), limit(voxel[2], size[2])];
}

export function middleOf(size: Triple): Triple {
  return [size[0] >> 1, size[1] >> 1, size[2] >> 1];
}

export function voxelIndex(size: Triple, [x, y, z]: Triple): number {
  return x + size[0] * (y + size[1] * z);
}
