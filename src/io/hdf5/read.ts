import type { Triple } from '../../core/volume/types';
import { FileError } from '../fileError';
import { MOST_INFLATION } from '../nifti/byteStream';
import type { NiftiLimits } from '../nifti/limits';
import type { Dataset, File, H5Module, Metadata } from './library';
import { withHdf5 } from './memoryFile';

export interface Hdf5Array {
  /** Extents, slowest axis first. */
  readonly shape: Triple;
  readonly datatype: string;
  /** C order: the last axis is fastest. */
  readonly values: ArrayLike<number>;
}

const INTEGER = 0;
const FLOAT = 1;
const ENUM = 8;
/** deflate, shuffle, fletcher32, szip, n-bit, scale-offset: what the library has built in. */
const KNOWN_FILTERS = new Set([1, 2, 3, 4, 5, 6]);

/** int16, float32 ...; bool is how h5py stores numpy's booleans: an enumeration of bytes. */
function datatypeOf({ type, size, signed }: Metadata): string | null {
  if (type === INTEGER && [1, 2, 4, 8].includes(size)) return `${signed ? 'int' : 'uint'}${8 * size}`;
  if (type === FLOAT && [4, 8].includes(size)) return `float${8 * size}`;
  if (type === ENUM && size === 1) return 'bool';
  return null;
}

function find(path: string, file: File, module: H5Module, key: string): Dataset {
  const missing = (problem: string): FileError => {
    const names = file.keys().slice(0, 8).join(', ');
    return new FileError(path, key, problem, `The file holds: ${names}. Name the right key in the data settings.`);
  };
  if (!file.keys().includes(key)) throw missing('there is no such data set.');
  // Only what lies in this very file: a soft or external link is another name for something else.
  if (file.get_link(key) !== null) throw missing('this is a link.');
  if (file.get_type(key) !== module.H5G_DATASET) throw missing('this is not a data set.');
  return file.get(key) as Dataset;
}

function check(path: string, key: string, dataset: Dataset, limits: NiftiLimits, fileBytes: number): Omit<Hdf5Array, 'values'> {
  const { metadata } = dataset;
  const shape = metadata.shape ?? [];
  const wrong = (problem: string, fix: string): FileError => new FileError(path, key, problem, fix);
  if (metadata.virtual_sources !== undefined)
    throw wrong('it is a virtual data set, whose voxels are in other files.', 'Write the voxels into the file itself.');
  if (shape.length !== 3 || shape.some((extent) => extent < 1))
    throw wrong(`its shape is (${shape.join(', ')}), not three axes.`, 'Save one volume with three axes.');
  const datatype = datatypeOf(metadata);
  if (datatype === null)
    throw wrong(`voxels of type ${metadata.type}, ${metadata.size} bytes.`, 'Save it as integers, float32 or float64.');
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
  return { shape: [shape[0] as number, shape[1] as number, shape[2] as number], datatype };
}

/** Shape and type of a data set; no voxels are decoded. Throws FileError. */
export function readHdf5Header(path: string, key: string, limits: NiftiLimits): Promise<Omit<Hdf5Array, 'values'>> {
  return withHdf5(path, limits.fileBytes, (file, module, bytes) =>
    check(path, key, find(path, file, module, key), limits, bytes),
  );
}

/** A three-dimensional data set of numbers. Throws FileError. */
export function readHdf5(path: string, key: string, limits: NiftiLimits): Promise<Hdf5Array> {
  return withHdf5(path, limits.fileBytes, (file, module, bytes) => {
    const dataset = find(path, file, module, key);
    const header = check(path, key, dataset, limits, bytes);
    const stored = dataset.value as ArrayLike<number | bigint | boolean> | null;
    const voxels = header.shape[0] * header.shape[1] * header.shape[2];
    if (stored === null || stored.length !== voxels)
      throw new FileError(path, key, `${stored?.length ?? 0} of ${voxels} voxels could be read.`, 'Copy the file again.');
    const plain = header.datatype.endsWith('64') || header.datatype === 'bool';
    const values = plain ? Float64Array.from(stored as ArrayLike<number>, Number) : (stored as ArrayLike<number>);
    return { ...header, values };
  });
}
