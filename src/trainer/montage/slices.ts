import type { Triple } from '../../core/volume/types';

/**
 * A slice as a radiologist looks at it: rows from the top (anterior or superior first), the patient's right on the left of axial and
 * coronal slices. `voxelAt` gives the index of a voxel in a RAS+ volume of the size that the slice was made for.
 */
export interface Slice {
  readonly width: number;
  readonly height: number;
  /** Millimetres of one column and one row. */
  readonly columnSize: number;
  readonly rowSize: number;
  readonly voxelAt: (column: number, row: number) => number;
}

export type Plane = 'axial' | 'coronal' | 'sagittal';
export const PLANES: readonly Plane[] = ['axial', 'coronal', 'sagittal'];

export function sliceOf(plane: Plane, size: Triple, spacing: Triple, centre: Triple): Slice {
  const [nx, ny, nz] = size;
  const at = (x: number, y: number, z: number): number => x + nx * (y + ny * z);
  switch (plane) {
    case 'axial':
      return {
        width: nx,
        height: ny,
        columnSize: spacing[0],
        rowSize: spacing[1],
        voxelAt: (column, row) => at(nx - 1 - column, ny - 1 - row, centre[2]),
      };
    case 'coronal':
      return {
        width: nx,
        height: nz,
        columnSize: spacing[0],
        rowSize: spacing[2],
        voxelAt: (column, row) => at(nx - 1 - column, centre[1], nz - 1 - row),
      };
    case 'sagittal':
      return {
        width: ny,
        height: nz,
        columnSize: spacing[1],
        rowSize: spacing[2],
        voxelAt: (column, row) => at(centre[0], ny - 1 - column, nz - 1 - row),
      };
  }
}

/** The voxel nearest to the middle of a mask; the middle of the volume when it is empty. */
export function centreOf(mask: Uint8Array, size: Triple): Triple {
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  let index = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, index++) {
        if (mask[index] === 0) continue;
        sums[0] += x;
        sums[1] += y;
        sums[2] += z;
        count++;
      }
    }
  }
  const middle = (axis: 0 | 1 | 2): number => (count === 0 ? Math.floor(size[axis] / 2) : Math.round(sums[axis] / count));
  return [middle(0), middle(1), middle(2)];
}
