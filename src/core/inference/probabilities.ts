import type { ProbabilityMap } from './slidingWindow';

/** The class of highest probability at each voxel; the lowest class wins a tie. */
export function argmaxOf(map: ProbabilityMap): Uint8Array {
  const { classes, data } = map;
  const labels = new Uint8Array(data.length / classes);
  for (let voxel = 0; voxel < labels.length; voxel++) {
    let best = 0;
    let highest = data[voxel * classes] as number;
    for (let c = 1; c < classes; c++) {
      const value = data[voxel * classes + c] as number;
      if (value > highest) {
        highest = value;
        best = c;
      }
    }
    labels[voxel] = best;
  }
  return labels;
}

/** The average of several models' probabilities. Throws when the maps differ in size. */
export function averageOf(maps: readonly ProbabilityMap[]): ProbabilityMap {
  const [first] = maps;
  if (!first) throw new Error('average of probability maps: none given');
  const data = new Float32Array(first.data.length);
  for (const map of maps) {
    if (map.data.length !== data.length || map.classes !== first.classes)
      throw new Error('average of probability maps: the sizes differ');
    for (let index = 0; index < data.length; index++)
      data[index] = (data[index] as number) + (map.data[index] as number) / maps.length;
  }
  return { size: first.size, classes: first.classes, data };
}
