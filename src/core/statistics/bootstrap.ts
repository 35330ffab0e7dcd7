import type { RandomStream } from '../random/stream';

/** Value below which a share q (0 to 1) of the numbers lies, by linear interpolation as numpy.percentile has it. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] ?? NaN;
  return low + (place - below) * (high - low);
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile interval of the mean of numbers that were measured with each of several seeds on the same cases: seeds and cases are both
 * drawn anew, with replacement and independently, so the interval is about other seeds and other cases.
 * @param values [seed][case]; null where a case has no number. With one seed only cases are drawn.
 */
export function bootstrapMean(
  values: readonly (readonly (number | null)[])[],
  stream: RandomStream,
  level = 0.95,
  draws = 2000,
): Interval | null {
  const cases = values[0]?.length ?? 0;
  if (cases === 0 || !values.flat().some((value) => value !== null)) return null;
  const means: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const seeds = values.map(() => values[stream.integer(values.length)] ?? []);
    let [sum, count] = [0, 0];
    for (let k = 0; k < cases; k++) {
      const index = stream.integer(cases);
      for (const seed of seeds) {
        const value = seed[index] ?? null;
        if (value !== null) {
          sum += value;
          count++;
        }
      }
    }
    if (count > 0) means.push(sum / count);
  }
  return { low: quantile(means, (1 - level) / 2), high: quantile(means, (1 + level) / 2) };
}
