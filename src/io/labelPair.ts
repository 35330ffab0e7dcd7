import { affineDistance, affineSpacing } from '../core/volume/affine';
import { canonicalAffine, canonicalTriple, closestOrientation } from '../core/volume/orientation';
import type { LabelVolume } from '../core/volume/types';
import { FileError } from './fileError';
import type { NiftiHeader } from './nifti/header';
import type { NiftiLabels } from './nifti/read';
import { readNiftiLabels } from './nifti/read';

/** Corners of two grids may differ by this share of the smallest voxel edge: rounding of float32 headers, no more. */
const GRID_TOLERANCE = 0.05;

/** The grid in RAS+ order, so that files that store the same voxels in another order still meet. */
function canonicalGrid({ size, affine }: NiftiHeader) {
  const orientation = closestOrientation(affine);
  return { size: canonicalTriple(size, orientation), affine: canonicalAffine(affine, size, orientation) };
}

function describe({ size, affine }: ReturnType<typeof canonicalGrid>): string {
  const spacing = affineSpacing(affine).map((step) => Number(step.toFixed(4)));
  const origin = affine.map((row) => Number(row[3].toFixed(2)));
  return `${size.join(' x ')} voxels of ${spacing.join(' x ')} mm from ${origin.join(', ')} mm`;
}

function requireSameGrid(file: string, first: NiftiLabels, other: string, second: NiftiLabels): void {
  const [a, b] = [canonicalGrid(first.header), canonicalGrid(second.header)];
  const sameSize = a.size.every((extent, axis) => extent === b.size[axis]);
  const tolerance = GRID_TOLERANCE * Math.min(...affineSpacing(b.affine));
  if (sameSize && affineDistance(a.affine, b.affine, a.size) <= tolerance) return;
  throw new FileError(
    file,
    'grid',
    `it lies on another grid (${describe(a)}) than ${other} (${describe(b)}).`,
    'Resample one onto the other.',
  );
}

/** Reads two label files of one grid, in RAS+ order. Throws FileError, also when their grids differ. */
export async function readLabelPair(prediction: string, truth: string): Promise<{ prediction: LabelVolume; truth: LabelVolume }> {
  const first = await readNiftiLabels(prediction);
  const second = await readNiftiLabels(truth);
  requireSameGrid(prediction, first, truth, second);
  return { prediction: first.labels, truth: second.labels };
}
