import type { Affine } from '../volume/affine';
import type { Triple } from '../volume/types';
import { voxelCount } from '../volume/types';

/** Every so many voxels on each axis, so that a volume fits where it need not be sharp. */
export interface Reduction {
  readonly step: Triple;
  /** Size of what is left. */
  readonly size: Triple;
}

/** Whole steps after which no axis is longer than `most`. */
export function reductionTo(size: Triple, most: number): Reduction {
  const step = (extent: number): number => Math.max(1, Math.ceil(extent / most));
  const left = (extent: number): number => Math.ceil(extent / step(extent));
  return { step: [step(size[0]), step(size[1]), step(size[2])], size: [left(size[0]), left(size[1]), left(size[2])] };
}

/** The voxels that are left, through `at` (given their index in the whole volume), x fastest. */
export function reduced(whole: Triple, { step, size }: Reduction, at: (index: number) => number): Uint8Array {
  const data = new Uint8Array(voxelCount(size));
  let to = 0;
  for (let z = 0; z < whole[2]; z += step[2])
    for (let y = 0; y < whole[1]; y += step[1])
      for (let x = 0; x < whole[0]; x += step[0]) data[to++] = at(x + whole[0] * (y + whole[1] * z));
  return data;
}

/** Where the voxels that are left lie: the first stays in its place. */
export function reducedAffine(affine: Affine, { step }: Reduction): Affine {
  const row = ([x, y, z, origin]: Affine[number]): Affine[number] => [x * step[0], y * step[1], z * step[2], origin];
  return [row(affine[0]), row(affine[1]), row(affine[2])];
}
