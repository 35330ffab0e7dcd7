/**
 * Holm's correction of p values that are read together (Holm 1979): each comes out as what may be compared with the level itself. In the
 * order of the input.
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const corrected = new Array<number>(p.length).fill(1);
  let most = 0;
  for (const [rank, { value, index }] of order.entries()) {
    most = Math.max(most, Math.min(1, (p.length - rank) * value));
    corrected[index] = most;
  }
  return corrected;
}
