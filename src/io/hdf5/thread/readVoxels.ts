import type { Triple } from '../../../core/volume/types';
import { voxelCount } from '../../../core/volume/types';
import { FileError } from '../../fileError';
import { labelOf } from '../../labelValues';
import { stepsInVolume } from '../axes';
import type { Hdf5Request, Hdf5Voxels } from '../request';
import type { KnownDataset } from './checkDataset';
import { decode } from './datatype';
import type { H5Module } from './library';

/** Bytes that are decoded at once, where chunks are not larger. */
const SLAB_BYTES = 2 ** 24;

/** Planes along the slowest axis that are read at once: whole chunks, so that each is inflated once. */
function planesAtOnce(shape: Triple, bytes: number, chunk: number): number {
  const wanted = Math.max(1, Math.floor(SLAB_BYTES / (shape[1] * shape[2] * bytes)));
  return Math.min(shape[0], Math.max(chunk, wanted - (wanted % chunk)));
}

function readSlab({ dataset, shape, bytes }: KnownDataset, module: H5Module, from: number, planes: number): ArrayBuffer {
  const length = planes * shape[1] * shape[2] * bytes;
  const address = module._malloc(length);
  if (address === 0) throw new Error(`there is no memory for ${length} bytes`);
  try {
    const count = [BigInt(planes), BigInt(shape[1]), BigInt(shape[2])];
    const offset = [BigInt(from), 0n, 0n];
    const steps = [1n, 1n, 1n];
    const code = module.get_dataset_data(dataset.file_id, dataset.path, count, offset, steps, BigInt(address));
    if (code < 0) throw new Error(`error ${code} at plane ${from}`);
    return module.HEAPU8.slice(address, address + length).buffer as ArrayBuffer;
  } finally {
    module._free(address);
  }
}

/** All voxels, x fastest, as float32 or (labels) as bytes. The library's numbers are held a few planes at a time. */
export function readVoxels(known: KnownDataset, module: H5Module, { path, want, axes }: Hdf5Request): Hdf5Voxels {
  const { shape, datatype, bytes, chunk } = known;
  const data = want === 'label' ? new Uint8Array(voxelCount(shape)) : new Float32Array(voxelCount(shape));
  const [stepI, stepJ, stepK] = stepsInVolume(shape, axes);
  const planes = planesAtOnce(shape, bytes, chunk);
  for (let first = 0; first < shape[0]; first += planes) {
    const count = Math.min(planes, shape[0] - first);
    const values = decode(readSlab(known, module, first, count), datatype);
    let from = 0;
    for (let i = first; i < first + count; i++) {
      for (let j = 0; j < shape[1]; j++) {
        let to = i * stepI + j * stepJ;
        for (let k = 0; k < shape[2]; k++, to += stepK) {
          const value = values[from++] as number;
          data[to] = want === 'label' ? labelOf(path, value) : value;
        }
      }
    }
  }
  return { shape, datatype, data };
}

/** Bytes that reading takes: the file, its voxels as they are given back, and what is decoded at once. */
export function memoryOf({ shape, bytes, chunk }: KnownDataset, fileBytes: number, want: Hdf5Request['want']): number {
  const slab = planesAtOnce(shape, bytes, chunk) * shape[1] * shape[2] * bytes;
  return fileBytes + voxelCount(shape) * (want === 'label' ? 1 : 4) + 3 * slab;
}

/** Throws FileError where the voxels would take more than is allowed, before any is decoded. */
export function requireRoom(path: string, known: KnownDataset, needed: number, allowed: number): void {
  if (needed <= allowed) return;
  throw new FileError(
    path,
    'memory',
    `${known.shape.join(' x ')} voxels take ${(needed / 1e9).toPrecision(2)} GB, more than half of the memory that is free.`,
    'Crop or resample the volume, save it with smaller chunks, or use a machine with more memory.',
  );
}
