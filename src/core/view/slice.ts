import type { Triple } from '../volume/types';
import type { Plane } from './plane';
import { planeAxes } from './plane';

/** Voxel types a view holds: the file's own where it is one of these, so that a CT stays at two bytes a voxel. */
export type ViewArray = Uint8Array | Int16Array | Uint16Array | Float32Array;

interface Walk {
  readonly start: number;
  /** Steps in the volume for one pixel to the right and one down. */
  readonly right: number;
  readonly down: number;
  readonly width: number;
  readonly height: number;
}

/** How the pixels of a slice follow each other in a canonical volume, from the top left one. Throws when there is no such slice. */
export function sliceWalk(size: Triple, plane: Plane, index: number): Walk {
  const axes = planeAxes(plane);
  if (!(Number.isInteger(index) && index >= 0 && index < size[axes.through])) {
    throw new Error(`slice: ${plane} slice ${index} of ${size[axes.through]}`);
  }
  const strides: Triple = [1, size[0], size[0] * size[1]];
  const start =
    index * strides[axes.through] + (size[axes.across] - 1) * strides[axes.across] + (size[axes.down] - 1) * strides[axes.down];
  const [width, height] = [size[axes.across], size[axes.down]];
  return { start, right: -strides[axes.across], down: -strides[axes.down], width, height };
}

/** One slice of a canonical volume as the screen shows it (u fastest, from the top left), in the volume's voxel type. */
export function extractSlice<T extends ViewArray>(data: T, size: Triple, plane: Plane, index: number): T {
  const { start, right, down, width, height } = sliceWalk(size, plane, index);
  const make = data.constructor as new (length: number) => T;
  const slice = new make(width * height);
  let to = 0;
  for (let v = 0; v < height; v++) {
    let from = start + v * down;
    for (let u = 0; u < width; u++, from += right) slice[to++] = data[from] as number;
  }
  return slice;
}
