import type { Triple } from '../volume/types';
import { voxelCount } from '../volume/types';
import type { Plane } from './plane';
import { sliceWalk } from './slice';

/** Label volumes that are always looked at together share one array: four of 512 x 512 x 200 binary voxels are 52 MB, not 210. */
const LABEL_LAYERS = ['truth', 'first', 'second', 'mean'] as const;
export type LabelLayer = (typeof LABEL_LAYERS)[number];

export interface LabelStore {
  readonly size: Triple;
  /** Bits of one layer: 2, 4 or 8; the highest label is 2 ** bits - 1. */
  readonly bits: 2 | 4 | 8;
  readonly data: Uint8Array | Uint16Array | Uint32Array;
}

/** An empty store for labels 0 to `highest`. */
export function createLabelStore(size: Triple, highest: number): LabelStore {
  const voxels = voxelCount(size);
  if (highest < 4) return { size, bits: 2, data: new Uint8Array(voxels) };
  if (highest < 16) return { size, bits: 4, data: new Uint16Array(voxels) };
  return { size, bits: 8, data: new Uint32Array(voxels) };
}

/** Bits below a layer's own in a voxel. */
export function shiftOf(store: LabelStore, layer: LabelLayer): number {
  return LABEL_LAYERS.indexOf(layer) * store.bits;
}

/** Writes labels of one layer from voxel `start` on (x fastest). A label that does not fit becomes the highest that does. */
export function storeLabels(store: LabelStore, layer: LabelLayer, start: number, labels: Uint8Array): void {
  const { data, bits } = store;
  if (start < 0 || start + labels.length > data.length)
    throw new Error(`labels: ${labels.length} voxels from ${start} on do not fit`);
  const shift = shiftOf(store, layer);
  const highest = 2 ** bits - 1;
  const others = ~(highest << shift);
  for (let index = 0; index < labels.length; index++) {
    const label = Math.min(labels[index] as number, highest);
    data[start + index] = ((data[start + index] as number) & others) | (label << shift);
  }
}

export function labelAt(store: LabelStore, layer: LabelLayer, index: number): number {
  return ((store.data[index] ?? 0) >>> shiftOf(store, layer)) & (2 ** store.bits - 1);
}

/** One slice of a layer as the screen shows it. */
export function extractLabels(store: LabelStore, layer: LabelLayer, plane: Plane, index: number): Uint8Array {
  const { start, right, down, width, height } = sliceWalk(store.size, plane, index);
  const shift = shiftOf(store, layer);
  const mask = 2 ** store.bits - 1;
  const { data } = store;
  const slice = new Uint8Array(width * height);
  let to = 0;
  for (let v = 0; v < height; v++) {
    let from = start + v * down;
    for (let u = 0; u < width; u++, from += right) slice[to++] = ((data[from] as number) >>> shift) & mask;
  }
  return slice;
}
