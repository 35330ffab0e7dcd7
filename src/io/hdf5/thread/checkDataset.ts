import { FileError } from '../../fileError';
import { MOST_INFLATION } from '../../nifti/byteStream';
import type { NiftiLimits } from '../../nifti/limits';
import type { Hdf5Header } from '../request';
import { datatypeOf } from './datatype';
import type { Dataset } from './library';

/** A data set that can be a volume. */
export interface KnownDataset extends Hdf5Header {
  readonly dataset: Dataset;
  /** Bytes of a stored number. */
  readonly bytes: number;
  /** Planes along the slowest axis that lie in one chunk. */
  readonly chunk: number;
}

/** deflate, shuffle, fletcher32, szip, n-bit, scale-offset: what the library has built in. */
const KNOWN_FILTERS = new Set([1, 2, 3, 4, 5, 6]);

/** Shape and type of a data set that can be a volume. Throws FileError before anything is inflated. */
export function checkDataset(path: string, key: string, dataset: Dataset, limits: NiftiLimits, fileBytes: number): KnownDataset {
  const { metadata } = dataset;
  const shape = metadata.shape ?? [];
  const wrong = (problem: string, fix: string): FileError => new FileError(path, key, problem, fix);
  if (metadata.virtual_sources !== undefined)
    throw wrong('it is a virtual data set, whose voxels are in other files.', 'Write the voxels into the file itself.');
  if (shape.length !== 3 || shape.some((extent) => extent < 1))
    throw wrong(`its shape is (${shape.join(', ')}), not three axes.`, 'Save one volume with three axes.');
  const datatype = datatypeOf(metadata);
  if (datatype === null)
    throw wrong(`voxels of type ${metadata.type}, ${metadata.size} bytes.`, 'Save it as integers, float16, float32 or float64.');
  const voxels = shape.reduce((product, extent) => product * extent, 1);
  if (!(voxels <= limits.voxels))
    throw wrong(`${shape.join(' x ')} voxels, more than the ${limits.voxels} allowed.`, 'Crop or resample the volume.');
  // A chunk is inflated whole, however small the volume in it is.
  const chunk = (metadata.chunks ?? [1]).reduce((product, extent) => product * extent, metadata.size);
  if (!(chunk <= limits.inflatedBytes && voxels * metadata.size <= limits.inflatedBytes))
    throw wrong(`chunks of ${chunk} bytes, more than the ${limits.inflatedBytes} allowed.`, 'Save it with smaller chunks.');
  if (voxels * metadata.size > fileBytes * MOST_INFLATION)
    throw wrong(
      `${shape.join(' x ')} voxels cannot be in a file of ${fileBytes} bytes.`,
      'The file is cut off or its voxels were never written: copy it again.',
    );
  const filter = dataset.filters.find(({ id }) => !KNOWN_FILTERS.has(id));
  if (filter !== undefined)
    throw wrong(`it is compressed by ${filter.name || `filter ${filter.id}`}.`, 'Save it with gzip (h5repack -f GZIP=4 IN OUT).');
  return {
    dataset,
    shape: [shape[0] as number, shape[1] as number, shape[2] as number],
    datatype,
    bytes: metadata.size,
    chunk: metadata.chunks?.[0] ?? 1,
  };
}
