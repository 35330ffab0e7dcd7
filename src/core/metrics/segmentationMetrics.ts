import type { Triple } from '../volume/types';
import { type Box, commonBox, cropMask, type Foreground } from './box';
import { boxTree } from './boxTree';
import { nearestDistances } from './nearestDistances';
import { countOverlap, dice, jaccard } from './overlap';
import { percentileOfSorted } from './percentile';
import { surfacePoints } from './surface';

/**
 * What the tables report of one mask against the truth (docs/method.md 1.6). Distances are in the unit of the spacing given, null when one
 * or both masks are empty: there is no surface to measure from, and neither 0 nor infinity would be honest.
 */
export interface SegmentationMetrics {
  readonly dice: number;
  readonly jaccard: number;
  /** 95th percentile of the surface distances of both directions together. */
  readonly hd95: number | null;
  /** Mean distance from the prediction's surface to the truth's: one direction only, as the papers' tool reports. */
  readonly asd: number | null;
  /** Mean of asd and of its reverse. */
  readonly assd: number | null;
}

/** One pixel is one unit: what the papers' tables use, whatever the voxel spacing. */
export const VOXEL_UNITS: Triple = [1, 1, 1];

const EMPTY: Box = { start: [0, 0, 0], size: [0, 0, 0] };

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Metrics of one mask, x fastest: of anything but 0, or of one label. The volumes themselves are not copied, only what lies in the box
 * around the foreground. Empty masks: both empty 1, 1, null; one empty 0, 0, null.
 * Throws when the lengths do not fit the size or the spacing is not positive.
 */
export function segmentationMetrics(
  prediction: Uint8Array,
  truth: Uint8Array,
  size: Triple,
  spacing: Triple = VOXEL_UNITS,
  label: Foreground = null,
): SegmentationMetrics {
  const voxels = size[0] * size[1] * size[2];
  if (prediction.length !== voxels || truth.length !== voxels) {
    throw new Error(
      `metrics: masks of ${prediction.length} and ${truth.length} voxels do not fit the grid ${size.join(' x ')} = ${voxels}`,
    );
  }
  if (!spacing.every((step) => Number.isFinite(step) && step > 0))
    throw new Error(`metrics: spacing ${spacing.join(', ')} must be positive`);

  const box = commonBox(prediction, truth, size, label) ?? EMPTY;
  const predictionInBox = cropMask(prediction, size, box, label);
  const truthInBox = cropMask(truth, size, box, label);
  const overlap = countOverlap(predictionInBox, truthInBox);
  const agreement = { dice: dice(overlap), jaccard: jaccard(overlap) };
  if (overlap.prediction === 0 || overlap.truth === 0) return { ...agreement, hd95: null, asd: null, assd: null };

  const predicted = boxTree(surfacePoints(predictionInBox, box.size, spacing));
  const real = boxTree(surfacePoints(truthInBox, box.size, spacing));
  const toTruth = nearestDistances(predicted, real);
  const toPrediction = nearestDistances(real, predicted);
  const pooled = new Float64Array(toTruth.length + toPrediction.length);
  pooled.set(toTruth);
  pooled.set(toPrediction, toTruth.length);
  pooled.sort();
  const asd = mean(toTruth);
  return { ...agreement, hd95: percentileOfSorted(pooled, 0.95), asd, assd: (asd + mean(toPrediction)) / 2 };
}

/** Distances of an empty mask as 0, which rewards a failure: only to compare with published numbers made that way (docs/method.md 1.6). */
export function legacyZero({ dice, jaccard, hd95, asd, assd }: SegmentationMetrics): SegmentationMetrics {
  return { dice, jaccard, hd95: hd95 ?? 0, asd: asd ?? 0, assd: assd ?? 0 };
}
