/** From a case as its file has it to what networks see, and back: resampling, cropping, scaling of intensities. */

import { eachChannel, splitChannels } from './channels';
import type { Box } from './crop';
import { cropped, grownBox, isWhole, nonzeroBox, unionOf, wholeBox } from './crop';
import { preprocess } from './preprocess';
import { resampledSize, resampledSpacing, resampleLinear, resampleNearest } from './resample';
import type { PreprocessingSettings } from './settings';
import type { LabelVolume, Triple, Volume } from './types';

/** How the grid that networks work on lies in the grid of the file (both in RAS+ order). */
export interface WorkGrid {
  /** Voxels of the file. */
  readonly source: Triple;
  /** Voxels of the whole volume after resampling. */
  readonly resampled: Triple;
  /** The part of these that is kept. */
  readonly box: Box;
}

export interface PreparedImage {
  readonly image: Volume;
  readonly grid: WorkGrid;
}

export interface PreparationSettings {
  readonly preprocessing: PreprocessingSettings;
  /** x, y, z: a crop to the label leaves at least this where the volume has it. */
  readonly patch: Triple;
}

function sameSize(a: Triple, b: Triple): boolean {
  return a.every((extent, axis) => extent === b[axis]);
}

function resampleImage(image: Volume, to: Triple): Volume {
  if (sameSize(image.size, to)) return image;
  const spacing = resampledSpacing(image.size, image.spacing, to);
  return eachChannel(image, ({ size, data }) => ({ size: to, spacing, data: resampleLinear(data, size, to) }));
}

function cropImage(image: Volume, box: Box): Volume {
  if (isWhole(box, image.size)) return image;
  return eachChannel(image, ({ size, spacing, data }) => ({ size: box.size, spacing, data: cropped(data, size, box) }));
}

function boxFor(image: Volume, label: LabelVolume | undefined, { preprocessing, patch }: PreparationSettings): Box {
  const whole = wholeBox(image.size);
  switch (preprocessing.crop) {
    case 'none':
      return whole;
    case 'nonzero':
      return unionOf(splitChannels(image).flatMap(({ data, size }) => nonzeroBox(data, size) ?? [])) ?? whole;
    case 'label': {
      const box = label === undefined ? null : nonzeroBox(resampleNearest(label.data, label.size, image.size), image.size);
      // Nothing to place a crop by (a new case, an empty label): the whole volume is the honest input.
      return box === null ? whole : grownBox(box, patch, preprocessing.cropMargin, image.size);
    }
  }
}

/**
 * Resamples, crops and scales an image. `label` is looked at where the crop is placed by it, and for nothing else. Where settings ask for
 * neither resampling nor cropping only intensities change.
 */
export function prepareImage(image: Volume, label: LabelVolume | undefined, settings: PreparationSettings): PreparedImage {
  const { preprocessing } = settings;
  const size = preprocessing.spacing === null ? image.size : resampledSize(image.size, image.spacing, preprocessing.spacing);
  const resampled = resampleImage(image, size);
  const box = boxFor(resampled, label, settings);
  const grid: WorkGrid = { source: image.size, resampled: size, box };
  const prepared =
    preprocessing.intensitiesOf === 'whole'
      ? cropImage(preprocess(resampled, preprocessing), box)
      : preprocess(cropImage(resampled, box), preprocessing);
  return { image: prepared, grid };
}

/** A label of the file's grid on the grid that networks work on, nearest neighbour; the very same one where the grids are one. */
export function prepareLabel(label: LabelVolume, { resampled, box }: WorkGrid): LabelVolume {
  const spacing = resampledSpacing(label.size, label.spacing, resampled);
  const onGrid = sameSize(label.size, resampled)
    ? label
    : { size: resampled, spacing, data: resampleNearest(label.data, label.size, resampled) };
  if (isWhole(box, resampled)) return onGrid;
  return { size: box.size, spacing, data: cropped(onGrid.data, resampled, box) };
}
