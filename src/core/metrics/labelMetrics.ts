import type { Triple } from '../volume/types';
import type { SegmentationMetrics } from './segmentationMetrics';
import { segmentationMetrics, VOXEL_UNITS } from './segmentationMetrics';

export interface LabelMetrics extends SegmentationMetrics {
  readonly label: number;
}

/** The labels that occur in either volume, background left out, ascending. */
function labelsOf(...volumes: readonly Uint8Array[]): number[] {
  const found = new Uint8Array(256);
  for (const volume of volumes) for (const value of volume) found[value] = 1;
  return [...found.keys()].filter((label) => label > 0 && found[label] === 1);
}

/**
 * Metrics of every label that occurs in prediction or truth; of label 1, which is then empty in both, where none occurs. Sizes and
 * spacing as segmentationMetrics takes them.
 */
export function labelMetrics(
  prediction: Uint8Array,
  truth: Uint8Array,
  size: Triple,
  spacing: Triple = VOXEL_UNITS,
): LabelMetrics[] {
  const found = labelsOf(prediction, truth);
  return (found.length === 0 ? [1] : found).map((label) => ({
    label,
    ...segmentationMetrics(prediction, truth, size, spacing, label),
  }));
}
