import { scalingAffine } from '../../core/volume/affine';
import type { Triple } from '../../core/volume/types';
import { xFastest } from '../hdf5/axes';
import type { Hdf5Array } from '../hdf5/read';
import { readHdf5, readHdf5Header } from '../hdf5/read';
import { newHeader } from '../nifti/write';
import { labelValues } from './labels';
import type { ReadOptions, VolumeFormat, VolumeHeader } from './types';

const UNIT: Triple = [1, 1, 1];

function sizeOf([a, b, c]: Triple, axes: ReadOptions['axes']): Triple {
  return axes === 'xyz' ? [a, b, c] : [c, b, a];
}

/** HDF5 files of the semi-supervised literature hold neither spacing nor affine: a unit grid, and a mask says so. */
function headerOf({ shape, datatype }: Pick<Hdf5Array, 'shape' | 'datatype'>, axes: ReadOptions['axes']): VolumeHeader {
  const size = sizeOf(shape, axes);
  const grid = { ...newHeader(size, scalingAffine(UNIT), UNIT), note: 'HDF5 source: spacing and position unknown' };
  return { size, spacing: UNIT, datatype, orientation: null, affine: null, grid };
}

export const hdf5Format: VolumeFormat = {
  id: 'hdf5',
  extensions: ['.hdf5', '.h5'],
  holdsBoth: true,
  async readHeader(path, part, { keys, axes, limits }) {
    return headerOf(await readHdf5Header(path, keys[part], limits), axes);
  },
  async readImage(path, { keys, axes, limits }) {
    const array = await readHdf5(path, keys.image, limits);
    const header = headerOf(array, axes);
    const data = xFastest(new Float32Array(array.values), array.shape, axes);
    return { header, volume: { size: header.size, spacing: UNIT, data } };
  },
  async readLabel(path, { keys, axes, limits }) {
    const array = await readHdf5(path, keys.label, limits);
    const header = headerOf(array, axes);
    const data = xFastest(labelValues(path, array.values), array.shape, axes);
    return { header, labels: { size: header.size, spacing: UNIT, data } };
  },
};
