import type { SegmentationMetrics } from '../../../src/core/metrics/segmentationMetrics';
import type { Triple } from '../../../src/core/volume/types';

/** The definitions of docs/method.md 1.6 word for word, in quadratic time: what the fast implementation is compared with. */
export function bruteForceMetrics(first: Uint8Array, second: Uint8Array, size: Triple, spacing: Triple): SegmentationMetrics {
  const at = (mask: Uint8Array, [x, y, z]: Triple): boolean =>
    x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2] && mask[x + size[0] * (y + size[1] * z)] === 1;
  const places: Triple[] = [];
  for (let z = 0; z < size[2]; z++) for (let y = 0; y < size[1]; y++) for (let x = 0; x < size[0]; x++) places.push([x, y, z]);
  const neighbours = ([x, y, z]: Triple): Triple[] => [
    [x - 1, y, z],
    [x + 1, y, z],
    [x, y - 1, z],
    [x, y + 1, z],
    [x, y, z - 1],
    [x, y, z + 1],
  ];
  const surface = (mask: Uint8Array): Triple[] => places.filter((p) => at(mask, p) && neighbours(p).some((n) => !at(mask, n)));
  const distance = (a: Triple, b: Triple): number =>
    Math.sqrt(((a[0] - b[0]) * spacing[0]) ** 2 + ((a[1] - b[1]) * spacing[1]) ** 2 + ((a[2] - b[2]) * spacing[2]) ** 2);

  const inFirst = places.filter((p) => at(first, p)).length;
  const inSecond = places.filter((p) => at(second, p)).length;
  const both = places.filter((p) => at(first, p) && at(second, p)).length;
  const union = inFirst + inSecond - both;
  const dice = union === 0 ? 1 : (2 * both) / (inFirst + inSecond);
  const jaccard = union === 0 ? 1 : both / union;
  if (inFirst === 0 || inSecond === 0) return { dice, jaccard, hd95: null, asd: null, assd: null };

  const a = surface(first);
  const b = surface(second);
  const forward = a.map((p) => Math.min(...b.map((q) => distance(p, q))));
  const backward = b.map((p) => Math.min(...a.map((q) => distance(p, q))));
  const pooled = [...forward, ...backward].sort((m, n) => m - n);
  const rank = 0.95 * (pooled.length - 1);
  const low = pooled[Math.floor(rank)] ?? 0;
  const high = pooled[Math.ceil(rank)] ?? 0;
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { dice, jaccard, hd95: low + (high - low) * (rank % 1), asd: mean(forward), assd: (mean(forward) + mean(backward)) / 2 };
}
