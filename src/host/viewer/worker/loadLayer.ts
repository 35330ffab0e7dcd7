import { phantomCase } from '../../../core/phantom/phantom';
import type { Plane } from '../../../core/view/plane';
import type { ViewArray } from '../../../core/view/slice';
import { storedPlanes } from '../../../core/view/storedPlanes';
import type { Affine } from '../../../core/volume/affine';
import { scalingAffine } from '../../../core/volume/affine';
import { canonicalAffine, closestOrientation } from '../../../core/volume/orientation';
import type { Triple } from '../../../core/volume/types';
import { voxelCount } from '../../../core/volume/types';
import { DEFAULT_READ, formatOf } from '../../../io/formats/registry';
import type { PlaneReader, ReadOptions, VolumeFormat, VolumeHeader } from '../../../io/formats/types';
import { readPlanes } from '../../../io/nifti/readPlanes';
import type { FileSource, LayerRequest } from './messages';

/** A canonical volume, perhaps still being filled. */
export interface Layer {
  readonly size: Triple;
  readonly spacing: Triple;
  /** Canonical; null where the file says nothing of the body. */
  readonly affine: Affine | null;
  readonly data: ViewArray;
}

export interface LoadEvents {
  /** Size and place are known; no voxel is read yet. */
  readonly opened: (layer: Layer) => void;
  /** One slice is whole. */
  readonly sliceReady: (layer: Layer, plane: Plane, index: number) => void;
}

/** Class of each stored value 0 to 255. */
function classTable(classes: LayerRequest['classes']): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) =>
    classes === undefined ? value : classes === 'binary' ? Math.min(1, value) : (classes[value] ?? value),
  );
}

function asLabels(path: string, values: ArrayLike<number>, table: Uint8Array): Uint8Array {
  const labels = new Uint8Array(values.length);
  for (let index = 0; index < labels.length; index++) {
    const value = values[index] as number;
    const label = Math.round(value);
    if (!(Math.abs(value - label) <= 1e-3 && label >= 0 && label <= 255))
      throw new Error(`${path}: voxels: ${value} is not a label.`);
    labels[index] = table[label] as number;
  }
  return labels;
}

const ARRAYS = { uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, float32: Float32Array } as const;

/** Where the voxels of a file lie in RAS+ order; null where it does not say. */
function affineOf({ affine, grid }: VolumeHeader): Affine | null {
  return affine === null ? null : canonicalAffine(affine, grid.size, closestOrientation(affine));
}

const optionsOf = ({ settings }: FileSource): ReadOptions => ({ ...DEFAULT_READ, ...settings });

/** A format that is read in order is shown slice by slice. */
async function loadByPlanes(
  source: FileSource,
  readPlanes: NonNullable<VolumeFormat['readPlanes']>,
  request: LayerRequest,
  events: LoadEvents,
): Promise<Layer> {
  const { path } = source;
  const isLabel = request.layer !== 'image';
  const table = classTable(request.classes);
  let opened: { layer: Layer; planes: ReturnType<typeof storedPlanes> } | null = null;
  const reader: PlaneReader = {
    bytesPerVoxel: isLabel ? 1 : 4,
    header(header, numbers) {
      const planes = storedPlanes(header.grid.size, closestOrientation(header.grid.affine));
      const layer: Layer = {
        size: planes.size,
        spacing: header.spacing,
        affine: affineOf(header),
        data: new ARRAYS[isLabel ? 'uint8' : numbers](voxelCount(header.size)),
      };
      opened = { layer, planes };
      events.opened(layer);
    },
    plane(k, values) {
      if (opened === null) return;
      const { layer, planes } = opened;
      planes.place(layer.data, k, isLabel ? asLabels(path, values, table) : values);
      events.sliceReady(layer, planes.plane, planes.indexOf(k));
    },
  };
  await readPlanes(path, reader, optionsOf(source));
  if (opened === null) throw new Error(`${path}: no voxels.`);
  return (opened as { layer: Layer }).layer;
}

/** A probability of 0 to 1 in 255ths; a file of whole 255ths comes back as it was written. */
function asShare(value: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

/** Reads a map of probabilities 0 to 1 into 255ths (NaN is 0). Throws when its grid is not of this size. */
export async function loadProbability(path: string, size: Triple): Promise<Uint8Array> {
  let shares: Uint8Array | null = null;
  let planes: ReturnType<typeof storedPlanes> | null = null;
  await readPlanes(path, {
    bytesPerVoxel: 1,
    channels: 'first',
    header(header) {
      planes = storedPlanes(header.size, closestOrientation(header.affine));
      if (planes.size.join() !== size.join())
        throw new Error(`${path}: its grid of ${planes.size.join(' x ')} voxels is not the image's ${size.join(' x ')}.`);
      shares = new Uint8Array(voxelCount(size));
    },
    plane(k, values) {
      if (shares !== null) planes?.place(shares, k, Float32Array.from(values, asShare));
    },
  });
  return shares ?? new Uint8Array(voxelCount(size));
}

/** A format without planes of its own is read whole. */
async function loadWhole(source: FileSource, format: VolumeFormat, request: LayerRequest, events: LoadEvents): Promise<Layer> {
  const { path } = source;
  const table = classTable(request.classes);
  const read = async (): Promise<Layer> => {
    if (request.layer === 'image') {
      const { header, volume } = await format.readImage(path, optionsOf(source));
      const { size, spacing } = header;
      // Of several channels the first, as those that are read in order.
      return { size, spacing, affine: affineOf(header), data: volume.data.subarray(0, voxelCount(size)) };
    }
    const { header, labels } = await format.readLabel(path, optionsOf(source));
    const { size, spacing } = header;
    return { size, spacing, affine: affineOf(header), data: labels.data.map((value) => table[value] as number) };
  };
  const layer = await read();
  events.opened(layer);
  return layer;
}

/** Reads or makes one layer. Throws an Error (FileError for files) that a person can read. */
export async function loadLayer(request: LayerRequest, events: LoadEvents): Promise<Layer> {
  const { source } = request;
  if (source.kind === 'file') {
    const format = formatOf(source.path);
    const { readPlanes } = format;
    return readPlanes === undefined
      ? loadWhole(source, format, request, events)
      : loadByPlanes(source, readPlanes, request, events);
  }
  const made = phantomCase(source.index, source.options);
  const { size, spacing } = source.options;
  const data = source.part === 'image' ? made.image.data : made.label.data;
  const layer: Layer = { size, spacing, affine: scalingAffine(spacing), data };
  events.opened(layer);
  return layer;
}
