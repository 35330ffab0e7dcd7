import type { Triple } from '../volume/types';

/** The 26 neighbours of a voxel as offsets x, y, z. */
const NEIGHBOURS: readonly Triple[] = [-1, 0, 1]
  .flatMap((z) => [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x): Triple => [x, y, z])))
  .filter((offset) => offset.some((step) => step !== 0));

/** Marks the voxels of the label that are connected to `seed` with `mark` and returns how many they are. */
function flood(labels: Uint8Array, marks: Int32Array, size: Triple, seed: number, mark: number): number {
  const [nx, ny, nz] = size;
  const label = labels[seed];
  const open = [seed];
  marks[seed] = mark;
  let count = 0;
  for (let voxel = open.pop(); voxel !== undefined; voxel = open.pop()) {
    count++;
    const x = voxel % nx;
    const y = Math.floor(voxel / nx) % ny;
    const z = Math.floor(voxel / (nx * ny));
    for (const [dx, dy, dz] of NEIGHBOURS) {
      if (x + dx < 0 || x + dx >= nx || y + dy < 0 || y + dy >= ny || z + dz < 0 || z + dz >= nz) continue;
      const next = voxel + dx + nx * (dy + ny * dz);
      if (labels[next] !== label || marks[next] !== 0) continue;
      marks[next] = mark;
      open.push(next);
    }
  }
  return count;
}

/**
 * Keeps of every class but the background its largest 26-connected piece (docs/method.md 1.6); the others become background. Of pieces of
 * one size the first in index order stays. A class that is absent stays absent. Returns a new array.
 */
export function largestComponents(labels: Uint8Array, size: Triple): Uint8Array {
  const marks = new Int32Array(labels.length);
  const largest = new Map<number, { mark: number; count: number }>();
  let mark = 0;
  for (let voxel = 0; voxel < labels.length; voxel++) {
    const label = labels[voxel] as number;
    if (label === 0 || marks[voxel] !== 0) continue;
    const count = flood(labels, marks, size, voxel, ++mark);
    if (count > (largest.get(label)?.count ?? 0)) largest.set(label, { mark, count });
  }
  return labels.map((label, voxel) => (largest.get(label)?.mark === marks[voxel] ? label : 0));
}
