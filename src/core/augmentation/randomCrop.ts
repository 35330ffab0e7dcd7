import type { RandomStream } from '../random/stream';
import type { Triple } from '../volume/types';
import type { View } from './view';

type Axis = 0 | 1 | 2;

/**
 * Zero voxels added on both sides of each axis before a crop. As the public loaders do (docs/method.md 1.1): nothing while every axis
 * is larger than the patch, else floor((patch - size) / 2) + 3 on every axis where that is positive, so also on some larger ones.
 */
export function cropPadding(size: Triple, patch: Triple): Triple {
  const pads = ([0, 1, 2] as const).some((axis) => size[axis] <= patch[axis]);
  const along = (axis: Axis): number => (pads ? Math.max(Math.floor((patch[axis] - size[axis]) / 2) + 3, 0) : 0);
  return [along(0), along(1), along(2)];
}

/**
 * Where a random patch begins: uniform over all positions of the padded volume. The public loaders never draw the last position;
 * here it is as likely as any other, since leaving it out only keeps one face of the volume out of training.
 */
export function randomCropStart(view: View, patch: Triple, stream: RandomStream): Triple {
  const padding = cropPadding(view.size, patch);
  const along = (axis: Axis): number => stream.integer(view.size[axis] + 2 * padding[axis] - patch[axis] + 1) - padding[axis];
  return [along(0), along(1), along(2)];
}
