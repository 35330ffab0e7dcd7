import type { Triple } from '../volume/types';

/**
 * Surface voxels of a binary mask: foreground with at least one of its six neighbours in the background, the outside of the array
 * being background (medpy's mask XOR 6-neighbour erosion). Returns 1 on the surface, 0 elsewhere.
 */
export function surfaceOf(mask: Uint8Array, size: Triple): Uint8Array {
  const [nx, ny, nz] = size;
  const plane = nx * ny;
  const surface = new Uint8Array(mask.length);
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
        surface[index] = inside ? 0 : 1;
      }
    }
  }
  return surface;
}
