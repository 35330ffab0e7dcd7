/** Exact Euclidean distances in voxels, in time linear in their number (Felzenszwalb and Huttenlocher, Theory of Computing 2012). */
import type { Triple } from './types';

/** Lower envelope of the parabolas of one line, kept between lines. */
interface Envelope {
  readonly apex: Int32Array;
  /** Where each parabola starts to be the lowest. */
  readonly from: Float64Array;
  readonly line: Float64Array;
}

/** line[q] = min over p of (q - p)^2 + line[p], in place; a line without finite values stays as it is. */
function transformLine({ apex, from, line }: Envelope, length: number): void {
  const value = (q: number): number => line[q] as number;
  let count = 0;
  for (let q = 0; q < length; q++) {
    if (value(q) === Number.POSITIVE_INFINITY) continue;
    let start = Number.NEGATIVE_INFINITY;
    while (count > 0) {
      const p = apex[count - 1] as number;
      start = (value(q) + q * q - value(p) - p * p) / (2 * (q - p));
      if (start > (from[count - 1] as number)) break;
      count--;
      start = Number.NEGATIVE_INFINITY;
    }
    apex[count] = q;
    from[count] = start;
    count++;
  }
  if (count === 0) return;
  // The line is overwritten while places further on still need the values at the apexes.
  const heights = Float64Array.from(apex.subarray(0, count), value);
  for (let q = 0, k = 0; q < length; q++) {
    while (k + 1 < count && (from[k + 1] as number) < q) k++;
    const p = apex[k] as number;
    line[q] = (q - p) ** 2 + (heights[k] as number);
  }
}

/**
 * Squared distance of every voxel to the nearest one where `seed` holds, 0 at a seed itself; Infinity everywhere without any.
 * @param size x, y, z of the array [z, y, x]
 */
export function squaredDistances(seed: (voxel: number) => boolean, [nx, ny, nz]: Triple): Float64Array {
  const distances = new Float64Array(nx * ny * nz);
  for (let i = 0; i < distances.length; i++) distances[i] = seed(i) ? 0 : Number.POSITIVE_INFINITY;
  const longest = Math.max(nx, ny, nz);
  const envelope = { apex: new Int32Array(longest), from: new Float64Array(longest), line: new Float64Array(longest) };
  const axes = [
    [nx, 1, 1],
    [ny, nx, nx],
    [nz, nx * ny, nx * ny],
  ] as const;
  for (const [length, stride, inner] of axes) {
    for (let block = 0; block < distances.length; block += length * inner) {
      for (let start = block; start < block + inner; start++) {
        for (let q = 0; q < length; q++) envelope.line[q] = distances[start + q * stride] as number;
        transformLine(envelope, length);
        for (let q = 0; q < length; q++) distances[start + q * stride] = envelope.line[q] as number;
      }
    }
  }
  return distances;
}
