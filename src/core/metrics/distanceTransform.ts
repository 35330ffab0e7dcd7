import type { Triple } from '../volume/types';

/**
 * Squared Euclidean distances to the nearest site, one axis after another, exact for any voxel spacing (Felzenszwalb and Huttenlocher,
 * "Distance Transforms of Sampled Functions", Theory of Computing 8, 2012). Only the lines that a queried voxel depends on are
 * computed, which for surfaces is a small part of the box.
 */

/** Squared distance along x to the nearest site of the same row; Infinity where a row has none. */
function distancesAlongX(sites: Uint8Array, size: Triple, spacing: number): Float64Array {
  const [nx] = size;
  const squared = new Float64Array(sites.length).fill(Infinity);
  for (let row = 0; row < sites.length; row += nx) {
    let last = -Infinity;
    for (let x = 0; x < nx; x++) {
      if (sites[row + x] !== 0) last = x;
      squared[row + x] = ((x - last) * spacing) ** 2;
    }
    last = Infinity;
    for (let x = nx - 1; x >= 0; x--) {
      if (sites[row + x] !== 0) last = x;
      const distance = ((last - x) * spacing) ** 2;
      if (distance < (squared[row + x] ?? 0)) squared[row + x] = distance;
    }
  }
  return squared;
}

/** Lower envelope of the parabolas of one line of length n, evaluated at every place; scratch arrays are reused between lines. */
class LineTransform {
  readonly values: Float64Array;
  readonly #centres: Int32Array;
  readonly #borders: Float64Array;

  constructor(length: number) {
    this.values = new Float64Array(length);
    this.#centres = new Int32Array(length);
    this.#borders = new Float64Array(length + 1);
  }

  /** Replaces `values[0..length)` by min over q of values[q] + (spacing * (p - q))^2. Lines without a finite value are left as they are. */
  run(length: number, spacing: number, out: Float64Array, start: number, step: number): void {
    const values = this.values;
    const centres = this.#centres;
    const borders = this.#borders;
    const weight = spacing * spacing;
    let last = -1;
    for (let q = 0; q < length; q++) {
      const height = values[q] as number;
      if (height === Infinity) continue;
      let border = -Infinity;
      while (last >= 0) {
        const centre = centres[last] as number;
        border = ((height - (values[centre] as number)) / weight + q * q - centre * centre) / (2 * (q - centre));
        if (border > (borders[last] as number)) break;
        last--;
        border = -Infinity;
      }
      last++;
      centres[last] = q;
      borders[last] = border;
    }
    if (last < 0) {
      for (let p = 0; p < length; p++) out[start + p * step] = Infinity;
      return;
    }
    borders[last + 1] = Infinity;
    let piece = 0;
    for (let p = 0; p < length; p++) {
      while ((borders[piece + 1] as number) < p) piece++;
      const centre = centres[piece] as number;
      out[start + p * step] = (values[centre] as number) + weight * (p - centre) * (p - centre);
    }
  }
}

/** For each (x, y) column, 1 where any voxel is queried. */
function queriedColumns(queries: Uint8Array, plane: number): Uint8Array {
  const columns = new Uint8Array(plane);
  for (let start = 0; start < queries.length; start += plane) {
    for (let column = 0; column < plane; column++) {
      if (queries[start + column] !== 0) columns[column] = 1;
    }
  }
  return columns;
}

/**
 * Distance from every voxel where `queries` is not 0 to the nearest voxel where `sites` is not 0, in the unit of `spacing`, in index
 * order. Both masks are x fastest, of the same size. Infinity when there is no site.
 */
export function distancesToSites(queries: Uint8Array, sites: Uint8Array, size: Triple, spacing: Triple): Float64Array {
  const [nx, ny, nz] = size;
  const plane = nx * ny;
  const squared = distancesAlongX(sites, size, spacing[0]);
  const columns = queriedColumns(queries, plane);
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

  let count = 0;
  for (const query of queries) if (query !== 0) count++;
  const distances = new Float64Array(count);
  let next = 0;
  for (let index = 0; index < queries.length; index++) {
    if (queries[index] !== 0) distances[next++] = Math.sqrt(squared[index] as number);
  }
  return distances;
}
