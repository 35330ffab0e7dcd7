/** Sets of the Unified Segmentation Loss a voxel of the teacher falls in (src/core/losses/usl.ts). */
export const CONFIDENT = 1;
export const COMPLEMENT = 2;
export const UNCERTAIN = 3;

export interface RegionThresholds {
  /** Confident above this (Eq. 9). */
  readonly t1: number;
  /** A class is ruled out below this (Eq. 10). */
  readonly t2: number;
}

/** One probability map of 0 to 255 for each foreground class. */
export type ProbabilityMaps = readonly Uint8Array[];

/** Highest and lowest class probability of a voxel, background included. */
function extremes(maps: ProbabilityMaps, index: number): { highest: number; lowest: number } {
  let rest = 255;
  let highest = 0;
  let lowest = 255;
  for (const map of maps) {
    const value = map[index] as number;
    rest -= value;
    highest = Math.max(highest, value);
    lowest = Math.min(lowest, value);
  }
  const background = Math.max(0, rest);
  return { highest: Math.max(highest, background) / 255, lowest: Math.min(lowest, background) / 255 };
}

/**
 * Which set each voxel's teacher puts it in: 1 confident and nothing ruled out, 2 confident and a class ruled out (the complement
 * set lies inside the confident one with t1 + t2 <= 1 and two classes), 3 uncertain. A voxel that is not confident is uncertain,
 * whether or not a class is ruled out, as the loss has it by default.
 */
export function uslRegions(maps: ProbabilityMaps, { t1, t2 }: RegionThresholds): Uint8Array {
  const regions = new Uint8Array(maps[0]?.length ?? 0);
  for (let index = 0; index < regions.length; index++) {
    const { highest, lowest } = extremes(maps, index);
    regions[index] = highest > t1 ? (lowest < t2 ? COMPLEMENT : CONFIDENT) : UNCERTAIN;
  }
  return regions;
}

const ENTROPY = Float64Array.from({ length: 256 }, (_, value) => (value === 0 ? 0 : -(value / 255) * Math.log(value / 255)));

/** Entropy of the classes, background included, in 255ths of the most there can be (log K): 0 where one class is certain. */
export function uncertaintyOf(maps: ProbabilityMaps): Uint8Array {
  const shares = new Uint8Array(maps[0]?.length ?? 0);
  const scale = 255 / Math.log(maps.length + 1);
  for (let index = 0; index < shares.length; index++) {
    let rest = 255;
    let sum = 0;
    for (const map of maps) {
      const value = map[index] as number;
      rest -= value;
      sum += ENTROPY[value] as number;
    }
    shares[index] = Math.min(255, Math.round((sum + (ENTROPY[Math.max(0, rest)] as number)) * scale));
  }
  return shares;
}

/** Mean of two models' maps, class by class. */
export function averageMaps(first: ProbabilityMaps, second: ProbabilityMaps): Uint8Array[] {
  return first.map((map, place) => {
    const other = second[place] ?? map;
    return map.map((value, index) => (value + (other[index] as number) + 1) >> 1);
  });
}

/** Probability of any foreground: the sum over the classes. */
export function foregroundOf(maps: ProbabilityMaps): Uint8Array {
  const sum = new Uint8Array(maps[0]?.length ?? 0);
  for (const map of maps)
    for (let index = 0; index < sum.length; index++) sum[index] = Math.min(255, (sum[index] as number) + (map[index] as number));
  return sum;
}
