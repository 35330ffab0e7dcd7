/** The mask of bidirectional copy-paste (BCP:code/utils/BCP_utils.py): one box for all pairs of a batch. */
import type { RandomStream } from '../random/stream';
import type { Triple } from '../volume/types';

/** Keeps 2/3 of 96 at 64. */
const ROUNDING = 1e-9;

/**
 * M [z, y, x]: 0 in a box of int(share * side) voxels along each axis whose low corner is uniform in [0, side - box), 1 outside.
 * @param share of the patch's side, below 1
 */
export function copyPasteMask(size: Triple, share: number, stream: RandomStream): Float32Array {
  const [nx, ny, nz] = size;
  const box = size.map((side) => Math.floor(share * side + ROUNDING)) as [number, number, number];
  const low = size.map((side, axis) => stream.integer(side - (box[axis] as number))) as [number, number, number];
  const mask = new Float32Array(nx * ny * nz).fill(1);
  for (let z = low[2]; z < low[2] + box[2]; z++)
    for (let y = low[1]; y < low[1] + box[1]; y++) {
      const row = low[0] + nx * (y + ny * z);
      mask.fill(0, row, row + box[0]);
    }
  return mask;
}
