import type { Triple } from '../volume/types';

/** A row of voxels beside the one a query lies in: `y` and `z` voxels away, `squared` the square of that distance in the spacing's unit. */
interface RowOffset {
  readonly y: number;
  readonly z: number;
  readonly squared: number;
}

/** Rows this many voxels away are looked at before a whole transform is worth its price. */
const REACH = 6;

/** Rows within REACH, nearest first. Every row that is not among them is at least `beyond` away (squared). */
function rowsNearby(spacing: Triple): { rows: RowOffset[]; beyond: number } {
  const beyond = ((REACH + 1) * Math.min(spacing[1], spacing[2])) ** 2;
  const rows: RowOffset[] = [];
  for (let z = -REACH; z <= REACH; z++) {
    for (let y = -REACH; y <= REACH; y++) {
      const squared = (y * spacing[1]) ** 2 + (z * spacing[2]) ** 2;
      if (squared < beyond) rows.push({ y, z, squared });
    }
  }
  return { rows: rows.sort((a, b) => a.squared - b.squared), beyond };
}

/**
 * Squared distance from each queried voxel (indices, x fastest) to its nearest site, from the distances along x, by looking at the rows
 * around it until none can be nearer. NaN where the nearest site is too far for that: masks that nearly agree, the common case, have none.
 */
export function squaredToNearRows(queries: Int32Array, alongX: Float64Array, size: Triple, spacing: Triple): Float64Array {
  const [nx, ny, nz] = size;
  const plane = nx * ny;
  const { rows, beyond } = rowsNearby(spacing);
  const squared = new Float64Array(queries.length);
  for (let query = 0; query < queries.length; query++) {
    const index = queries[query] as number;
    const z = Math.floor(index / plane);
    const y = Math.floor((index - z * plane) / nx);
    let best = Infinity;
    for (const row of rows) {
      if (row.squared >= best) break;
      const rowY = y + row.y;
      const rowZ = z + row.z;
      if (rowY < 0 || rowY >= ny || rowZ < 0 || rowZ >= nz) continue;
      const candidate = row.squared + (alongX[index + row.y * nx + row.z * plane] as number);
      if (candidate < best) best = candidate;
    }
    squared[query] = best <= beyond ? best : Number.NaN;
  }
  return squared;
}
