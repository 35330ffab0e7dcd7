import { affineSpacing } from '../../core/volume/affine';
import { canonicalTriple, closestOrientation, orientationCode } from '../../core/volume/orientation';
import type { NiftiHeader } from '../nifti/header';
import { readNifti, readNiftiHeader, readNiftiLabels } from '../nifti/read';
import { readPlanes } from '../nifti/readPlanes';
import type { PlaneReader, VolumeFormat, VolumeHeader } from './types';

function headerOf(header: NiftiHeader): VolumeHeader {
  const orientation = closestOrientation(header.affine);
  return {
    size: canonicalTriple(header.size, orientation),
    spacing: canonicalTriple(affineSpacing(header.affine), orientation),
    channels: header.channels,
    datatype: header.datatype.name,
    orientation: orientationCode(orientation),
    affine: header.affine,
    grid: header,
  };
}

/** Small integers come as they are stored, where nothing scales them. */
function numbersOf({ datatype, slope, intercept }: NiftiHeader): Parameters<PlaneReader['header']>[1] {
  if (slope !== 1 || intercept !== 0) return 'float32';
  if (datatype.name === 'uint8' || datatype.name === 'uint16') return datatype.name;
  return datatype.name === 'int8' || datatype.name === 'int16' ? 'int16' : 'float32';
}

export const niftiFormat: VolumeFormat = {
  id: 'nifti',
  extensions: ['.nii.gz', '.nii'],
  holdsBoth: false,
  opensAlone: true,
  readHeader: async (path, _part, { limits }) => headerOf(await readNiftiHeader(path, limits)),
  async readImage(path, { limits }) {
    const { header, volume } = await readNifti(path, limits);
    return { header: headerOf(header), volume };
  },
  async readLabel(path, { limits }) {
    const { header, labels } = await readNiftiLabels(path, limits);
    return { header: headerOf(header), labels };
  },
  readPlanes: (path, reader, { limits }) =>
    readPlanes(
      path,
      { ...reader, channels: 'first', header: (header) => reader.header(headerOf(header), numbersOf(header)) },
      limits,
    ),
};
