import type { Volume } from './types';
import { voxelCount } from './types';

/** Channels of an image; they lie one after the other in its data. */
export function channelsOf({ channels = 1 }: Volume): number {
  return channels;
}

/** Each channel as a volume of its own that shares the data. */
export function splitChannels(volume: Volume): Volume[] {
  const { size, spacing, data } = volume;
  const voxels = voxelCount(size);
  return Array.from({ length: channelsOf(volume) }, (_, channel) => ({
    size,
    spacing,
    data: data.subarray(channel * voxels, (channel + 1) * voxels),
  }));
}

/** Volumes of one grid as the channels of one image; a single one stays as it is. Throws when there is none or the sizes differ. */
export function joinChannels(volumes: readonly Volume[]): Volume {
  const [first] = volumes;
  if (first === undefined) throw new Error('channels: none given');
  if (volumes.length === 1) return first;
  if (volumes.some(({ data, channels = 1 }) => channels !== 1 || data.length !== first.data.length))
    throw new Error('channels: the sizes differ');
  const data = new Float32Array(first.data.length * volumes.length);
  for (const [channel, volume] of volumes.entries()) data.set(volume.data, channel * first.data.length);
  return { size: first.size, spacing: first.spacing, channels: volumes.length, data };
}

/** The same change of every channel. */
export function eachChannel(volume: Volume, change: (channel: Volume) => Volume): Volume {
  return channelsOf(volume) === 1 ? change(volume) : joinChannels(splitChannels(volume).map(change));
}
