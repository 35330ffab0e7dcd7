import type { Triple } from '../volume/types';
import { LineTransform } from './lineTransform';
import { squaredToNearRows } from './nearRows';
import { distancesAlongX } from './rowDistances';

/** Indices of the voxels that are not 0. */
function indicesOf(mask: Uint8Array): Int32Array {
  let count = 0;
  for (const value of mask) if (value !== 0) count++;
  const indices = new Int32Array(count);
  let next = 0;
  for (let index = 0; index < mask.length; index++) if (mask[index] !== 0) indices[next++] = index;
  return indices;
}

/**
 * Turns squared distances along x into squared distances to the nearest site, in place, at the (x, y) columns where `columns` is not 0:
 * one axis after another, only the lines that these columns depend on.
 */
function transformColumns(squared: Float64Array, columns: Uint8Array, size: Triple, spacing: Triple): void {
  const [nx, ny, nz] = size;
  const plane = nx * ny;
  const line = new LineTransform(Math.max(ny, nz));
  for (let x = 0; x < nx; x++) {
    let used = false;
    for (let y = 0; y < ny && !used; y++) used = columns[x + nx * y] !== 0;
    if (!used) continue;
    for (let z = 0; z < nz; z++) {
      const start = x + plane * z;
      for (let y = 0; y < ny; y++) line.values[y] = squared[start + nx * y] as number;
      line.run(ny, spacing[1], squared, start, nx);
    }
  }
  for (let column = 0; column < plane; column++) {
    if (columns[column] === 0) continue;
    for (let z = 0; z < nz; z++) line.values[z] = squared[column + plane * z] as number;
    line.run(nz, spacing[2], squared, column, plane);
  }
}

/**
 * Distance from every voxel where `queries` is not 0 to the nearest voxel where `sites` is not 0, in the unit of `spacing`, in index
 * order. Both masks are x fastest, of the same size. Exact for any spacing. Infinity when there is no site.
 */
export function distancesToSites(queries: Uint8Array, sites: Uint8Array, size: Triple, spacing: Triple): Float64Array {
  const plane = size[0] * size[1];
  const indices = indicesOf(queries);
  const alongX = distancesAlongX(sites, size, spacing[0]);
  const squared = squaredToNearRows(indices, alongX, size, spacing);

  const columns = new Uint8Array(plane);
  let far = false;
  for (let query = 0; query < indices.length; query++) {
    if (!Number.isNaN(squared[query])) continue;
    columns[(indices[query] as number) % plane] = 1;
    far = true;
  }
  if (far) transformColumns(alongX, columns, size, spacing);
  return squared.map((value, query) => Math.sqrt(Number.isNaN(value) ? (alongX[indices[query] as number] as number) : value));
}
