import { scalingAffine } from '../../core/volume/affine';
import type { Triple } from '../../core/volume/types';
import { inXyz } from '../hdf5/axes';
import { hdf5Reader } from '../hdf5/reader';
import type { Hdf5Header, Hdf5Request, Hdf5Voxels } from '../hdf5/request';
import { newHeader } from '../nifti/write';
import type { Part, ReadOptions, VolumeFormat, VolumeHeader } from './types';

const UNIT: Triple = [1, 1, 1];

/**
 * HDF5 files of the semi-supervised literature hold neither spacing nor affine: a grid of unit spacing, or of the spacing that the
 * settings give, and a mask says so.
 */
function headerOf({ shape, datatype }: Hdf5Header, options: ReadOptions): VolumeHeader {
  const size = inXyz(shape, options.axes);
  const spacing = options.spacing ?? UNIT;
  const note = `HDF5 source: ${options.spacing === null ? 'spacing and position' : 'position'} unknown`;
  const grid = { ...newHeader(size, scalingAffine(spacing), spacing), note };
  return { size, spacing, channels: 1, datatype, orientation: null, affine: null, grid };
}

function read(path: string, part: Part, want: Hdf5Request['want'], { keys, axes, limits }: ReadOptions) {
  return hdf5Reader().read({ path, key: keys[part], want, axes, limits });
}

export const hdf5Format: VolumeFormat = {
  id: 'hdf5',
  extensions: ['.hdf5', '.h5'],
  holdsBoth: true,
  opensAlone: false,
  async readHeader(path, part, options) {
    return headerOf(await read(path, part, 'header', options), options);
  },
  async readImage(path, options) {
    const array = (await read(path, 'image', 'image', options)) as Hdf5Voxels;
    const header = headerOf(array, options);
    const { size, spacing } = header;
    return { header, volume: { size, spacing, data: array.data as Float32Array<ArrayBuffer> } };
  },
  async readLabel(path, options) {
    const array = (await read(path, 'label', 'label', options)) as Hdf5Voxels;
    const header = headerOf(array, options);
    const { size, spacing } = header;
    return { header, labels: { size, spacing, data: array.data as Uint8Array<ArrayBuffer> } };
  },
};
