import { isWhole, putBack } from '../volume/crop';
import type { WorkGrid } from '../volume/prepare';
import { resampleLinear } from '../volume/resample';
import { voxelCount } from '../volume/types';
import type { ProbabilityMap } from './slidingWindow';

/**
 * Probabilities of the grid that networks work on as those of the file's grid: what a crop left out is background for certain, and
 * resampling is undone by linear interpolation, so that masks are as fine as their source. The very same map where the grids are one.
 */
export function restoreProbabilities(map: ProbabilityMap, { source, resampled, box }: WorkGrid): ProbabilityMap {
  const { classes } = map;
  let { data } = map;
  if (!isWhole(box, resampled)) {
    data = new Float32Array(voxelCount(resampled) * classes);
    for (let voxel = 0; voxel < data.length; voxel += classes) data[voxel] = 1;
    putBack(map.data, data, resampled, box, classes);
  }
  return { size: source, classes, data: resampleLinear(data, resampled, source, classes) };
}
