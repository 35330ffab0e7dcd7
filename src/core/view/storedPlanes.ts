import type { Orientation } from '../volume/orientation';
import { canonicalTriple } from '../volume/orientation';
import type { Triple } from '../volume/types';
import type { Axis, Plane } from './plane';
import { PLANES, planeAxes } from './plane';
import type { ViewArray } from './slice';

/** Where planes of a file (stored z = 0, 1, ...) lie in the canonical volume. */
export interface StoredPlanes {
  /** Size of the canonical volume. */
  readonly size: Triple;
  /** The view plane that a stored plane is a slice of. */
  readonly plane: Plane;
  /** The canonical slice index of stored plane k. */
  readonly indexOf: (k: number) => number;
  /** Writes stored plane k (x fastest) into a canonical volume. */
  readonly place: (canonical: ViewArray, k: number, values: ArrayLike<number>) => void;
}

/** The same reordering as toCanonical, plane by plane, so that a volume can be shown while it is still being read. */
export function storedPlanes(storedSize: Triple, { axes, flipped }: Orientation): StoredPlanes {
  const size = canonicalTriple(storedSize, { axes, flipped });
  const strides: Triple = [1, size[0], size[0] * size[1]];
  /** The canonical axis along which stored axis a runs. */
  const worldOf = (stored: Axis): Axis => axes.indexOf(stored) as Axis;
  const stepOf = (stored: Axis): number => (flipped[worldOf(stored)] ? -strides[worldOf(stored)] : strides[worldOf(stored)]);
  const startOf = (stored: Axis): number => (flipped[worldOf(stored)] ? strides[worldOf(stored)] * (storedSize[stored] - 1) : 0);
  const start = startOf(0) + startOf(1) + startOf(2);
  const [stepX, stepY, stepZ] = [stepOf(0), stepOf(1), stepOf(2)];
  const through = worldOf(2);
  return {
    size,
    plane: PLANES.find((plane) => planeAxes(plane).through === through) ?? 'axial',
    indexOf: (k) => (flipped[through] ? storedSize[2] - 1 - k : k),
    place(canonical, k, values) {
      let from = 0;
      for (let y = 0; y < storedSize[1]; y++) {
        let to = start + k * stepZ + y * stepY;
        for (let x = 0; x < storedSize[0]; x++, to += stepX) canonical[to] = values[from++] as number;
      }
    },
  };
}
