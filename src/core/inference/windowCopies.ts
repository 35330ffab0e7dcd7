import { splitChannels } from '../volume/channels';
import type { Triple, Volume } from '../volume/types';
import type { Padding } from './windows';

/** A volume under windows: its own size, how it is padded, and the window size. All x, y, z. */
export interface WindowGrid {
  readonly size: Triple;
  readonly padding: Padding;
  readonly patch: Triple;
}

/**
 * Calls back for every row along x that a window shares with the unpadded volume: index of its first voxel in the volume, index in the
 * window, and length.
 */
function eachRow(grid: WindowGrid, place: Triple, visit: (inVolume: number, inWindow: number, length: number) => void): void {
  const { size, padding, patch } = grid;
  const left = place[0] - padding.before[0];
  const from = Math.max(left, 0);
  const length = Math.min(left + patch[0], size[0]) - from;
  for (let z = 0; z < patch[2]; z++) {
    const volumeZ = place[2] + z - padding.before[2];
    if (volumeZ < 0 || volumeZ >= size[2]) continue;
    for (let y = 0; y < patch[1]; y++) {
      const volumeY = place[1] + y - padding.before[1];
      if (volumeY < 0 || volumeY >= size[1]) continue;
      visit(from + size[0] * (volumeY + size[1] * volumeZ), from - left + patch[0] * (y + patch[1] * z), length);
    }
  }
}

/** Copies one window of the zero-padded image into `target`, which must be 0: x fastest, or the channel where there are several. */
export function copyWindow(grid: WindowGrid, place: Triple, image: Volume, target: Float32Array): void {
  const channels = splitChannels(image);
  for (const [channel, { data }] of channels.entries()) {
    eachRow(grid, place, (inVolume, inWindow, length) => {
      if (channels.length === 1) target.set(data.subarray(inVolume, inVolume + length), inWindow);
      else for (let i = 0; i < length; i++) target[(inWindow + i) * channels.length + channel] = data[inVolume + i] as number;
    });
  }
}

/** Adds one window's values, `channels` a voxel, to the sums of the unpadded volume. */
export function addWindow(grid: WindowGrid, place: Triple, window: Float32Array, sums: Float32Array, channels: number): void {
  eachRow(grid, place, (inVolume, inWindow, length) => {
    const source = inWindow * channels;
    const target = inVolume * channels;
    for (let i = 0; i < length * channels; i++) sums[target + i] = (sums[target + i] as number) + (window[source + i] as number);
  });
}
