import type { Triple } from '../volume/types';
import type { LabelLayer, LabelStore } from './labelStore';
import { shiftOf } from './labelStore';
import type { Plane } from './plane';
import { planeAxes } from './plane';

/** Voxels in which two label layers differ, by slice, for each plane. */
export type SliceCounts = Readonly<Record<Plane, Uint32Array>>;

function visitDifferences(
  store: LabelStore,
  first: LabelLayer,
  second: LabelLayer,
  visit: (x: number, y: number, z: number) => void,
): void {
  const { data, size, bits } = store;
  const [one, two] = [shiftOf(store, first), shiftOf(store, second)];
  const mask = 2 ** bits - 1;
  let index = 0;
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++, index++) {
        const value = data[index] as number;
        if (value !== 0 && ((value >>> one) & mask) !== ((value >>> two) & mask)) visit(x, y, z);
      }
}

/** How many voxels of each slice two layers differ in, in all three planes. */
export function countDifferences(store: LabelStore, first: LabelLayer, second: LabelLayer): SliceCounts {
  const counts = {
    axial: new Uint32Array(store.size[2]),
    coronal: new Uint32Array(store.size[1]),
    sagittal: new Uint32Array(store.size[0]),
  };
  visitDifferences(store, first, second, (x, y, z) => {
    counts.axial[z] = (counts.axial[z] as number) + 1;
    counts.coronal[y] = (counts.coronal[y] as number) + 1;
    counts.sagittal[x] = (counts.sagittal[x] as number) + 1;
  });
  return counts;
}

/** The slice with the highest count (the first of several), or null when all are 0. */
export function largestSlice(counts: Uint32Array): number | null {
  let best = 0;
  for (let index = 1; index < counts.length; index++) if ((counts[index] as number) > (counts[best] as number)) best = index;
  return (counts[best] ?? 0) > 0 ? best : null;
}

/** The differing voxel of a slice nearest to the middle of all of them there: where a reader should look. */
export function centreOfDifference(
  store: LabelStore,
  first: LabelLayer,
  second: LabelLayer,
  plane: Plane,
  index: number,
): Triple | null {
  const { through } = planeAxes(plane);
  const found: Triple[] = [];
  visitDifferences(store, first, second, (x, y, z) => {
    const voxel: Triple = [x, y, z];
    if (voxel[through] === index) found.push(voxel);
  });
  const mean = (axis: 0 | 1 | 2): number => found.reduce((sum, voxel) => sum + voxel[axis], 0) / found.length;
  const middle: Triple = [mean(0), mean(1), mean(2)];
  const distance = (voxel: Triple): number => Math.hypot(voxel[0] - middle[0], voxel[1] - middle[1], voxel[2] - middle[2]);
  return found.reduce<Triple | null>((best, voxel) => (best === null || distance(voxel) < distance(best) ? voxel : best), null);
}

/** Dice of one label between two layers; null when neither has it. */
export function diceOf(store: LabelStore, first: LabelLayer, second: LabelLayer, label: number): number | null {
  const { data, bits } = store;
  const [one, two] = [shiftOf(store, first), shiftOf(store, second)];
  const mask = 2 ** bits - 1;
  let [both, sum] = [0, 0];
  for (let index = 0; index < data.length; index++) {
    const value = data[index] as number;
    if (value === 0) continue;
    const a = ((value >>> one) & mask) === label;
    const b = ((value >>> two) & mask) === label;
    if (a) sum++;
    if (b) sum++;
    if (a && b) both++;
  }
  return sum === 0 ? null : (2 * both) / sum;
}
