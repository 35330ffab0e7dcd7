/** One row of K numbers a voxel. */
export type Rows = readonly (readonly number[])[];

/** log softmax of one voxel's logits in float64, stable for any finite logits. */
export function logSoftmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const shifted = logits.map((value) => value - highest);
  const logOfSum = Math.log(shifted.reduce((sum, value) => sum + Math.exp(value), 0));
  return shifted.map((value) => value - logOfSum);
}

export function softmax(logits: readonly number[]): number[] {
  return logSoftmax(logits).map(Math.exp);
}

/** The place of the largest number; the first of several. */
export function argmax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** Gradient with respect to logits, from the gradient with respect to their softmax p. */
export function throughSoftmax(p: readonly number[], gradient: readonly number[]): number[] {
  const mean = p.reduce((sum, value, k) => sum + value * (gradient[k] ?? 0), 0);
  return p.map((value, k) => value * ((gradient[k] ?? 0) - mean));
}

/** target += factor * source. */
export function addScaled(target: number[], source: readonly number[], factor: number): void {
  for (let k = 0; k < target.length; k++) target[k] = (target[k] ?? 0) + factor * (source[k] ?? 0);
}
