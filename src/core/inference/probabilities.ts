import type { ProbabilityMap } from './slidingWindow';

/** Sizes that all maps share. Throws when they differ or there is none. */
function commonShape(maps: readonly ProbabilityMap[]): ProbabilityMap {
  const [first] = maps;
  if (!first) throw new Error('probability maps: none given');
  if (maps.some(({ data, classes }) => data.length !== first.data.length || classes !== first.classes))
    throw new Error('probability maps: the sizes differ');
  return first;
}

/**
 * The class of highest probability at each voxel, averaged over the maps; the lowest class wins a tie. The average is never stored: for
 * a large volume it would be as large as each map.
 */
export function argmaxOf(...maps: readonly ProbabilityMap[]): Uint8Array {
  const { classes, data } = commonShape(maps);
  const labels = new Uint8Array(data.length / classes);
  for (let voxel = 0; voxel < labels.length; voxel++) {
    let best = 0;
    let highest = -Infinity;
    for (let c = 0; c < classes; c++) {
      let sum = 0;
      for (const map of maps) sum += map.data[voxel * classes + c] as number;
      if (sum > highest) {
        highest = sum;
        best = c;
      }
    }
    labels[voxel] = best;
  }
  return labels;
}

/** Probability 0..1 of one class, in 255ths. Throws when the map has no such class. */
export function probabilityOf({ classes, data }: ProbabilityMap, label: number): Uint8Array {
  if (!(Number.isInteger(label) && label >= 0 && label < classes))
    throw new Error(`probability maps: class ${label} of ${classes}`);
  return Uint8Array.from({ length: data.length / classes }, (_, voxel) =>
    Math.round(255 * Math.min(1, Math.max(0, data[voxel * classes + label] as number))),
  );
}

/** Probability 0..1 that a voxel is not background, averaged over the maps, in 255ths: small enough to keep beside every mask. */
export function foregroundOf(...maps: readonly ProbabilityMap[]): Uint8Array {
  const { classes, data } = commonShape(maps);
  return Uint8Array.from({ length: data.length / classes }, (_, voxel) => {
    let background = 0;
    for (const map of maps) background += map.data[voxel * classes] as number;
    return Math.round(255 * Math.min(1, Math.max(0, 1 - background / maps.length)));
  });
}
