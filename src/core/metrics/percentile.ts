/** Percentile with linear interpolation between ranks (numpy's default). `sorted` is ascending and not empty; `share` is in 0..1. */
export function percentileOfSorted(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}
