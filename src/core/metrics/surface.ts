import type { Triple } from '../volume/types';

function twiceAsLong(values: Float64Array): Float64Array {
  const longer = new Float64Array(2 * values.length);
  longer.set(values);
  return longer;
}

/**
 * Surface voxels of a binary mask: foreground with at least one of its six neighbours in the background, the outside of the array
 * being background (medpy's mask XOR 6-neighbour erosion). Returns their places, x, y and z after each other, in the unit of `spacing`.
 */
export function surfacePoints(mask: Uint8Array, size: Triple, spacing: Triple): Float64Array {
  const [nx, ny, nz] = size;
  const plane = nx * ny;
  let points: Float64Array = new Float64Array(3 * 4096);
  let next = 0;
  let index = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const edge = z === 0 || z === nz - 1 || y === 0 || y === ny - 1;
      for (let x = 0; x < nx; x++, index++) {
        if (mask[index] === 0) continue;
        const inside =
          !edge &&
          x > 0 &&
          x < nx - 1 &&
          mask[index - 1] !== 0 &&
          mask[index + 1] !== 0 &&
          mask[index - nx] !== 0 &&
          mask[index + nx] !== 0 &&
          mask[index - plane] !== 0 &&
          mask[index + plane] !== 0;
        if (inside) continue;
        if (next === points.length) points = twiceAsLong(points);
        points[next++] = x * spacing[0];
        points[next++] = y * spacing[1];
        points[next++] = z * spacing[2];
      }
    }
  }
  return points.slice(0, next);
}
