import type { Check } from './types';

export const channelsOfSource: Check = {
  id: 'channels-of-source',
  find({ data }) {
    const { channels, source, format } = data;
    if (channels === 1 || (source.kind === 'folder' && format !== 'hdf5')) return null;
    const what = source.kind === 'phantom' ? 'A phantom' : 'An HDF5 file';
    return {
      severity: 'error',
      path: 'data.channels',
      message: `${what} has one channel, and data.channels is ${channels}. Images of several channels are read from NIfTI files.`,
      remedy: { title: 'Set channels to 1', set: [{ path: 'data.channels', value: 1 }] },
    };
  },
};

export const labelCrop: Check = {
  id: 'crop-by-label',
  find({ preprocessing }) {
    if (preprocessing.crop !== 'label') return null;
    return {
      severity: 'warning',
      path: 'preprocessing.crop',
      message:
        'The crop is placed by the label, also in unlabelled and test cases: this is how left-atrium and Pancreas files were prepared, and a help that a new volume does not have (predict takes it whole). Say so where you report numbers.',
      remedy: { title: "Set crop to 'none'", set: [{ path: 'preprocessing.crop', value: 'none' }] },
    };
  },
};

export const spacingUnknown: Check = {
  id: 'spacing-unknown',
  find({ preprocessing, data }) {
    if (preprocessing.spacing === null || data.source.kind === 'phantom') return null;
    if (data.format !== 'hdf5' || data.hdf5.spacing !== null) return null;
    return {
      severity: 'error',
      path: 'preprocessing.spacing',
      message: 'HDF5 files do not say how far their voxels lie apart: write it into data.hdf5.spacing, or do not resample.',
      remedy: { title: 'Do not resample', set: [{ path: 'preprocessing.spacing', value: null }] },
    };
  },
};
