import { scalingAffine } from '../../core/volume/affine';
import type { Triple } from '../../core/volume/types';
import { inXyz, xFastest } from '../hdf5/axes';
import type { Hdf5Array } from '../hdf5/read';
import { readHdf5, readHdf5Header } from '../hdf5/read';
import { newHeader } from '../nifti/write';
import { labelValues } from './labels';
import type { ReadOptions, VolumeFormat, VolumeHeader } from './types';

const UNIT: Triple = [1, 1, 1];

/**
 * HDF5 files of the semi-supervised literature hold neither spacing nor affine: a grid of unit spacing, or of the spacing that the
 * settings give, and a mask says so.
 */
function headerOf({ shape, datatype }: Pick<Hdf5Array, 'shape' | 'datatype'>, options: ReadOptions): VolumeHeader {
  const size = inXyz(shape, options.axes);
  const spacing = options.spacing ?? UNIT;
  const note = `HDF5 source: ${options.spacing === null ? 'spacing and position' : 'position'} unknown`;
  const grid = { ...newHeader(size, scalingAffine(spacing), spacing), note };
  return { size, spacing, channels: 1, datatype, orientation: null, affine: null, grid };
}

export const hdf5Format: VolumeFormat = {
  id: 'hdf5',
  extensions: ['.hdf5', '.h5'],
  holdsBoth: true,
  async readHeader(path, part, options) {
    return headerOf(await readHdf5Header(path, options.keys[part], options.limits), options);
  },
  async readImage(path, options) {
    const array = await readHdf5(path, options.keys.image, options.limits);
    const header = headerOf(array, options);
    const data = xFastest(new Float32Array(array.values), array.shape, options.axes);
    return { header, volume: { size: header.size, spacing: header.spacing, data } };
  },
  async readLabel(path, options) {
    const array = await readHdf5(path, options.keys.label, options.limits);
    const header = headerOf(array, options);
    const data = xFastest(labelValues(path, array.values), array.shape, options.axes);
    return { header, labels: { size: header.size, spacing: header.spacing, data } };
  },
};
