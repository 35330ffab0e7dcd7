import type { Triple } from '../../core/volume/types';

/**
 * An array in C order (last axis fastest) of shape `shape` as x fastest. 'zyx' is that order already; 'xyz', which numpy code writes
 * for arrays indexed [x, y, z], has its axes turned round.
 */
export function xFastest<T extends Float32Array | Uint8Array>(values: T, shape: Triple, axes: 'xyz' | 'zyx'): T {
  if (axes === 'zyx') return values;
  const [nx, ny, nz] = shape;
  const turned = values.slice() as T;
  let from = 0;
  for (let x = 0; x < nx; x++) {
    for (let y = 0; y < ny; y++) {
      for (let z = 0, to = x + nx * y; z < nz; z++, to += nx * ny) turned[to] = values[from++] as number;
    }
  }
  return turned;
}
