export interface Overlap {
  readonly prediction: number;
  readonly truth: number;
  readonly both: number;
}

/** Voxel counts of two masks (anything but 0 is foreground). */
export function countOverlap(prediction: Uint8Array, truth: Uint8Array): Overlap {
  let inPrediction = 0;
  let inTruth = 0;
  let both = 0;
  for (let index = 0; index < prediction.length; index++) {
    const p = prediction[index] !== 0;
    const t = truth[index] !== 0;
    if (p) inPrediction++;
    if (t) inTruth++;
    if (p && t) both++;
  }
  return { prediction: inPrediction, truth: inTruth, both };
}

/** 2|A and B| / (|A| + |B|); two empty masks agree: 1. */
export function dice(overlap: Overlap): number {
  const sum = overlap.prediction + overlap.truth;
  return sum === 0 ? 1 : (2 * overlap.both) / sum;
}

/** |A and B| / |A or B|; two empty masks agree: 1. */
export function jaccard(overlap: Overlap): number {
  const union = overlap.prediction + overlap.truth - overlap.both;
  return union === 0 ? 1 : overlap.both / union;
}
