import type { Triple } from '../../core/volume/types';

/** Order of an array's axes, slowest first. */
export type AxisOrder = 'xyz' | 'xzy' | 'yxz' | 'yzx' | 'zxy' | 'zyx';

/** One number an axis, as the array has them, in the order x, y, z. */
export function inXyz(values: Triple, axes: AxisOrder): Triple {
  const at = (axis: string): number => values[axes.indexOf(axis)] as number;
  return [at('x'), at('y'), at('z')];
}

/** An array in C order (last axis fastest) of shape `shape` as x fastest: 'zyx' is that already, 'xyz' is numpy's array[x, y, z]. */
export function xFastest<T extends Float32Array | Uint8Array>(values: T, shape: Triple, axes: AxisOrder): T {
  if (axes === 'zyx') return values;
  const [nx, ny, nz] = inXyz(shape, axes);
  const [sx, sy, sz] = inXyz([shape[1] * shape[2], shape[2], 1], axes);
  const turned = values.slice() as T;
  let to = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0, from = z * sz + y * sy; x < nx; x++, from += sx) turned[to++] = values[from] as number;
    }
  }
  return turned;
}
