import type { AxisOrder } from '../../core/volume/axisOrders';
import type { Triple } from '../../core/volume/types';

/** One number an axis, as the array has them, in the order x, y, z. */
export function inXyz(values: Triple, axes: AxisOrder): Triple {
  const at = (axis: string): number => values[axes.indexOf(axis)] as number;
  return [at('x'), at('y'), at('z')];
}

/** How far one step along each stored axis (slowest first) goes in the volume, x fastest: 'zyx' lies that way already. */
export function stepsInVolume(shape: Triple, axes: AxisOrder): Triple {
  const [nx, ny] = inXyz(shape, axes);
  const step: Readonly<Record<string, number>> = { x: 1, y: nx, z: nx * ny };
  const along = (place: 0 | 1 | 2): number => step[axes[place] as string] as number;
  return [along(0), along(1), along(2)];
}
