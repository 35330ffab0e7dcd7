import type { RandomStream } from './stream';

/** A uniformly random order of 0..length-1 (Fisher-Yates). */
export function permutation(length: number, stream: RandomStream): number[] {
  const order = Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = stream.integer(last + 1);
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
