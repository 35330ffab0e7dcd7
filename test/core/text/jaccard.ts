/** Shared part of two sets, 0 to 1 (Jaccard), by its definition. Two empty sets share nothing. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const union = new Set([...a, ...b]).size;
  return union === 0 ? 0 : [...a].filter((item) => b.has(item)).length / union;
}
