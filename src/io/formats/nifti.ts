import { affineSpacing } from '../../core/volume/affine';
import { canonicalTriple, closestOrientation, orientationCode } from '../../core/volume/orientation';
import type { NiftiHeader } from '../nifti/header';
import { readNifti, readNiftiHeader, readNiftiLabels } from '../nifti/read';
import type { VolumeFormat, VolumeHeader } from './types';

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

export const niftiFormat: VolumeFormat = {
  id: 'nifti',
  extensions: ['.nii.gz', '.nii'],
  holdsBoth: false,
  readHeader: async (path, _part, { limits }) => headerOf(await readNiftiHeader(path, limits)),
  async readImage(path, { limits }) {
    const { header, volume } = await readNifti(path, limits);
    return { header: headerOf(header), volume };
  },
  async readLabel(path, { limits }) {
    const { header, labels } = await readNiftiLabels(path, limits);
    return { header: headerOf(header), labels };
  },
};
