import type { Triple } from '../volume/types';

/** A box of voxels: `start` is its first voxel, `size` its extent, both x, y, z. */
export interface Box {
  readonly start: Triple;
  readonly size: Triple;
}

/** Of which voxels a mask consists: all that are not 0 (null), or those of one label. */
export type Foreground = number | null;

/**
 * The smallest box that holds every voxel of the foreground of either mask, or null when both are empty. Outside it both masks are
 * background and no surface lies there, so surfaces and distances computed inside are those of the whole volume.
 */
export function commonBox(first: Uint8Array, second: Uint8Array, size: Triple, label: Foreground = null): Box | null {
  const [value, isLabel] = [label ?? 0, label !== null];
  const low = [Infinity, Infinity, Infinity] as [number, number, number];
  const high = [-1, -1, -1] as [number, number, number];
  let index = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      let left = -1;
      let right = -1;
      for (let x = 0; x < size[0]; x++, index++) {
        if ((first[index] === value) !== isLabel && (second[index] === value) !== isLabel) continue;
        if (left < 0) left = x;
        right = x;
      }
      if (left < 0) continue;
      low[0] = Math.min(low[0], left);
      high[0] = Math.max(high[0], right);
      low[1] = Math.min(low[1], y);
      high[1] = Math.max(high[1], y);
      low[2] = Math.min(low[2], z);
      high[2] = z;
    }
  }
  if (high[2] < 0) return null;
  return { start: low, size: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] };
}

/** The part of a mask inside a box, x fastest; of one label 1 where the voxel has it. */
export function cropMask(mask: Uint8Array, size: Triple, box: Box, label: Foreground = null): Uint8Array {
  const cropped = new Uint8Array(box.size[0] * box.size[1] * box.size[2]);
  let to = 0;
  for (let z = 0; z < box.size[2]; z++) {
    for (let y = 0; y < box.size[1]; y++) {
      const from = box.start[0] + size[0] * (box.start[1] + y + size[1] * (box.start[2] + z));
      cropped.set(mask.subarray(from, from + box.size[0]), to);
      to += box.size[0];
    }
  }
  if (label !== null) for (let at = 0; at < to; at++) cropped[at] = cropped[at] === label ? 1 : 0;
  return cropped;
}
