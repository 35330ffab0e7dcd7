import { FileError } from '../fileError';
import type { NiftiLimits } from '../nifti/limits';
import type { Hdf5Header } from './checkDataset';
import { checkDataset } from './checkDataset';
import { findDataset } from './findDataset';
import { withHdf5 } from './memoryFile';

export interface Hdf5Array extends Hdf5Header {
  /** C order: the last axis is fastest. */
  readonly values: ArrayLike<number>;
}

/** Shape and type of a data set; no voxels are decoded. Throws FileError. */
export function readHdf5Header(path: string, key: string, limits: NiftiLimits): Promise<Hdf5Header> {
  return withHdf5(path, limits.fileBytes, (file, module, bytes) =>
    checkDataset(path, key, findDataset(path, file, module, key), limits, bytes),
  );
}

/** A three-dimensional data set of numbers. Throws FileError. */
export function readHdf5(path: string, key: string, limits: NiftiLimits): Promise<Hdf5Array> {
  return withHdf5(path, limits.fileBytes, (file, module, bytes) => {
    const dataset = findDataset(path, file, module, key);
    const header = checkDataset(path, key, dataset, limits, bytes);
    const stored = dataset.value as ArrayLike<number | bigint | boolean> | null;
    const voxels = header.shape[0] * header.shape[1] * header.shape[2];
    if (stored === null || stored.length !== voxels)
      throw new FileError(path, key, `${stored?.length ?? 0} of ${voxels} voxels could be read.`, 'Copy the file again.');
    const plain = header.datatype.endsWith('64') || header.datatype === 'bool';
    const values = plain ? Float64Array.from(stored as ArrayLike<number>, Number) : (stored as ArrayLike<number>);
    return { ...header, values };
  });
}
