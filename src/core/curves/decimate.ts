/**
 * Which points a curve needs to look the same at `buckets` pixels: of every bucket its lowest and highest, in order, and the first and last
 * of all. Peaks are never lost. Returns indices into the values, ascending, at most 2 buckets + 2 of them.
 */
export function decimate(values: readonly number[], from: number, to: number, buckets: number): number[] {
  const count = to - from;
  if (count <= 2 * buckets) return Array.from({ length: Math.max(0, count) }, (_, index) => from + index);
  const kept = new Set<number>([from, to - 1]);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = from + Math.floor((bucket * count) / buckets);
    const end = from + Math.floor(((bucket + 1) * count) / buckets);
    let least = -1;
    let most = -1;
    for (let i = start; i < end; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      if (least < 0 || value < (values[least] as number)) least = i;
      if (most < 0 || value > (values[most] as number)) most = i;
    }
    if (least >= 0) kept.add(least);
    if (most >= 0) kept.add(most);
  }
  return [...kept].sort((a, b) => a - b);
}

/** First index of ascending x that is not below `value`. */
export function lowerBound(x: readonly number[], value: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
