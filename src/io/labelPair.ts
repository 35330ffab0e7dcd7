import type { LabelVolume } from '../core/volume/types';
import { readNiftiLabels } from './nifti/read';
import { requireSameGrid } from './sameGrid';

/** Reads two label files of one grid, in RAS+ order. Throws FileError, also when their grids differ. */
export async function readLabelPair(prediction: string, truth: string): Promise<{ prediction: LabelVolume; truth: LabelVolume }> {
  const first = await readNiftiLabels(prediction);
  const second = await readNiftiLabels(truth);
  requireSameGrid(prediction, first.header, second.header, 'it', truth);
  return { prediction: first.labels, truth: second.labels };
}
