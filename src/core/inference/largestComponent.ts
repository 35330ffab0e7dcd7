import type { Triple } from '../volume/types';

/** Voxels that touch by faces (6), also by edges (18), also by corners (26). */
export type Connectivity = 6 | 18 | 26;

/** In how many axes a neighbour may differ. */
const AXES: Readonly<Record<Connectivity, number>> = { 6: 1, 18: 2, 26: 3 };

/** The neighbours of a voxel as offsets x, y, z. */
function neighboursOf(connectivity: Connectivity): readonly Triple[] {
  return [-1, 0, 1]
    .flatMap((z) => [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x): Triple => [x, y, z])))
    .filter((offset) => {
      const steps = offset.filter((step) => step !== 0).length;
      return steps > 0 && steps <= AXES[connectivity];
    });
}

interface Grid {
  readonly size: Triple;
  readonly neighbours: readonly Triple[];
}

/** Marks the voxels of the label that are connected to `seed` with `mark` and returns how many they are. */
function flood(labels: Uint8Array, marks: Int32Array, { size, neighbours }: Grid, seed: number, mark: number): number {
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
    for (const [dx, dy, dz] of neighbours) {
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
 * Keeps of every class but the background its largest connected piece (docs/method.md 1.6: 26-connected); the others become background. Of
 * pieces of one size the first in index order stays. A class that is absent stays absent. Returns a new array.
 */
export function largestComponents(labels: Uint8Array, size: Triple, connectivity: Connectivity = 26): Uint8Array {
  const grid = { size, neighbours: neighboursOf(connectivity) };
  const marks = new Int32Array(labels.length);
  const largest = new Map<number, { mark: number; count: number }>();
  let mark = 0;
  for (let voxel = 0; voxel < labels.length; voxel++) {
    const label = labels[voxel] as number;
    if (label === 0 || marks[voxel] !== 0) continue;
    const count = flood(labels, marks, grid, voxel, ++mark);
    if (count > (largest.get(label)?.count ?? 0)) largest.set(label, { mark, count });
  }
  return labels.map((label, voxel) => (largest.get(label)?.mark === marks[voxel] ? label : 0));
}
