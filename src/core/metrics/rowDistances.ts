import type { Triple } from '../volume/types';

/** Squared distance along x to the nearest site of the same row; Infinity where a row has none. */
export function distancesAlongX(sites: Uint8Array, size: Triple, spacing: number): Float64Array {
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
