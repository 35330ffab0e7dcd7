import { mix } from '../random/mix';

/** The 32-bit seed of one dropout layer ("site") within a forward pass that was given `seed`. */
export function dropoutSeed(seed: number, site: number): number {
  return mix(mix(seed + 0x9e3779b9) ^ site) >>> 0;
}
