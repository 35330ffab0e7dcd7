import type { Experiment } from '../../core/config/experiment';
import { splitChannels } from '../../core/volume/channels';
import { measureIntensities } from '../../core/volume/normalise';
import type { PreparationSettings, PreparedImage } from '../../core/volume/prepare';
import { prepareImage, prepareLabel } from '../../core/volume/prepare';
import { preprocessingSettings } from '../../core/volume/settings';
import type { Case, LabelledCase, LabelVolume } from '../../core/volume/types';
import type { ImageNeeds } from '../../io/loadCase';
import type { GridHeader } from '../../io/nifti/write';
import type { TestCase } from './types';

/** What the schema's defaults do: a z-score over the whole volume. The patch is for crops, of which there is none. */
export const DEFAULT_PREPARATION: PreparationSettings = { preprocessing: preprocessingSettings.parse({}), patch: [1, 1, 1] };

export type Warn = (message: string) => void;

/** The image as networks take it, and a warning where voxels had no number or nothing to say. `label` places a crop, if settings want one. */
export function preparedImage(
  { id, image }: Pick<Case, 'id' | 'image'>,
  label: LabelVolume | undefined,
  settings: PreparationSettings,
  warn: Warn = () => undefined,
): PreparedImage {
  const becomes = settings.preprocessing.normalise.startsWith('z-score') ? "the volume's mean" : '0';
  for (const channel of splitChannels(image)) {
    const { nonFinite, deviation } = measureIntensities(channel.data);
    if (nonFinite > 0) warn(`${id}: ${nonFinite} voxels are not finite numbers; they are taken as ${becomes}.`);
    if (deviation === 0) warn(`${id}: every voxel has the same value, which tells networks nothing.`);
  }
  return prepareImage(image, label, settings);
}

/** Which label of a training case is for what. */
export interface TrainingUse {
  /** Its label trains. */
  readonly labelled: boolean;
  /** Its label is for analysis where it does not train. */
  readonly hidden: boolean;
}

/** A training case on the grid of the networks. A label that is neither for training nor for analysis at most places the crop. */
export function preparedTraining(one: Case, use: TrainingUse, settings: PreparationSettings, warn: Warn): Case {
  const { image, grid } = preparedImage(one, one.label, settings, warn);
  const { id, label } = one;
  if (label === undefined || !(use.labelled || use.hidden)) return { id, image };
  const onGrid = prepareLabel(label, grid);
  return use.labelled ? { id, image, label: onGrid } : { id, image, hiddenLabel: onGrid };
}

/** A test case: what networks see, and the truth on the grid of its file. */
export function preparedTest(one: LabelledCase, header: GridHeader, settings: PreparationSettings): TestCase {
  const { image, grid } = preparedImage(one, one.label, settings);
  const sameGrid = image.size.every((extent, axis) => extent === one.image.size[axis]);
  // On one grid the prepared image is the better one to look at, and the other can go.
  return { case: sameGrid ? { ...one, image } : one, input: image, grid, header };
}

/** The parts of an experiment that decide how cases are read and prepared. */
export type SourceSettings = Pick<Experiment, 'data' | 'preprocessing' | 'patch' | 'evaluation'>;

export function needsOf({ data, preprocessing }: Pick<SourceSettings, 'data' | 'preprocessing'>): ImageNeeds {
  return { channels: data.channels, spacing: preprocessing.spacing !== null };
}
