/**
 * Exponential moving average without the pull towards 0 at its start: s_t = w s_(t-1) + (1 - w) y_t, divided by 1 - w^t. Weight w from 0
 * (nothing) to below 1; NaN stays NaN and does not count.
 */
export function smooth(values: readonly number[], weight: number): readonly number[] {
  if (!(weight >= 0 && weight < 1)) throw new Error(`smoothing weight must lie in [0, 1), got ${weight}`);
  if (weight === 0) return values;
  let sum = 0;
  let share = 0;
  return values.map((value) => {
    if (Number.isNaN(value)) return value;
    sum = weight * sum + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return sum / share;
  });
}
