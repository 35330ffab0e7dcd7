import type { Triple } from './types';

export type AffineRow = readonly [number, number, number, number];

/** Voxel index to millimetres: three rows of a 4x4 matrix whose last row is 0 0 0 1; world axes are right, anterior, superior. */
export type Affine = readonly [AffineRow, AffineRow, AffineRow];

export function scalingAffine(spacing: Triple): Affine {
  return [
    [spacing[0], 0, 0, 0],
    [0, spacing[1], 0, 0],
    [0, 0, spacing[2], 0],
  ];
}

/** Lengths of the three voxel axes: the spacing in millimetres. */
export function affineSpacing(affine: Affine): Triple {
  const length = (column: 0 | 1 | 2): number => Math.hypot(affine[0][column], affine[1][column], affine[2][column]);
  return [length(0), length(1), length(2)];
}

export function affineDeterminant(affine: Affine): number {
  const [[a, b, c], [d, e, f], [g, h, i]] = affine;
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** World position of a voxel index in millimetres. */
export function applyAffine(affine: Affine, voxel: Triple): Triple {
  const row = (r: AffineRow): number => r[0] * voxel[0] + r[1] * voxel[1] + r[2] * voxel[2] + r[3];
  return [row(affine[0]), row(affine[1]), row(affine[2])];
}

/** The largest distance in millimetres between what two affines say of one grid's corners. */
export function affineDistance(first: Affine, second: Affine, size: Triple): number {
  let distance = 0;
  for (let corner = 0; corner < 8; corner++) {
    const voxel: Triple = [corner & 1 ? size[0] - 1 : 0, corner & 2 ? size[1] - 1 : 0, corner & 4 ? size[2] - 1 : 0];
    const a = applyAffine(first, voxel);
    const b = applyAffine(second, voxel);
    distance = Math.max(distance, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
  }
  return distance;
}
