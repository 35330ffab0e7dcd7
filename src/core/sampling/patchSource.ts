import { randomCropStart } from '../augmentation/randomCrop';
import { randomRotateFlip } from '../augmentation/rotateFlip';
import type { AugmentationSettings } from '../augmentation/settings';
import { copyPatch, viewOf } from '../augmentation/view';
import { createStream } from '../random/stream';
import { splitChannels } from '../volume/channels';
import type { Case, Triple, Volume } from '../volume/types';
import { voxelCount } from '../volume/types';
import type { CaseStore } from './caseStore';
import type { Draw, StreamSizes } from './sampler';
import { drawCases } from './sampler';
import type { Batch, Dataset, PatchSource } from './types';

export interface PatchSettings {
  readonly seed: number;
  /** x, y, z */
  readonly patch: Triple;
  /** How many an iteration takes: always the same, or as its phase says. */
  readonly patches: StreamSizes | ((iteration: number) => StreamSizes);
  readonly augmentation: AugmentationSettings;
  readonly classes: number;
  /** Channels of every image; 1 without it. */
  readonly channels?: number;
  /** Whether batches carry the hidden labels of unlabelled cases, for analysis. */
  readonly hiddenLabels?: boolean;
}

const sizesAt = ({ patches }: PatchSettings, iteration: number): StreamSizes =>
  typeof patches === 'function' ? patches(iteration) : patches;

/** In `hiddenLabels`: the case has no label at all. */
const NO_LABEL = -1;

/** @throws Error when a labelled case has no label, or one of another size or with too high a class. */
function requireLabel({ id, image, label }: Case, classes: number): void {
  if (label === undefined) throw new Error(`case ${id} is used as labelled and has no label`);
  if (label.size.some((size, axis) => size !== image.size[axis])) {
    throw new Error(`case ${id}: image is ${image.size.join(' x ')}, its label ${label.size.join(' x ')}`);
  }
  const highest = label.data.reduce((a, b) => Math.max(a, b), 0);
  if (highest >= classes) throw new Error(`case ${id}: label ${highest}, but there are ${classes} classes (0 to ${classes - 1})`);
}

function scale(values: Float32Array, factor: number): void {
  values.forEach((value, i) => {
    values[i] = value * factor;
  });
}

/** A patch of every channel, side by side for each voxel as networks take them. */
function copyChannels(
  image: Volume,
  channels: number,
  copy: (data: Float32Array, into: Float32Array) => void,
  target: Float32Array,
): void {
  if (channels === 1) {
    copy(image.data, target);
    return;
  }
  const plane = new Float32Array(target.length / channels);
  for (const [channel, { data }] of splitChannels(image).entries()) {
    copy(data, plane);
    for (let voxel = 0; voxel < plane.length; voxel++) target[voxel * channels + channel] = plane[voxel] as number;
  }
}

/** The patches of one iteration from its cases, labelled ones first: turned and mirrored if asked, then cropped. */
function assembleBatch(cases: readonly Case[], draw: Draw, settings: PatchSettings, iteration: number): Batch {
  const { seed, patch, augmentation, channels = 1 } = settings;
  const voxels = voxelCount(patch);
  const numbers = voxels * channels;
  const labelled = draw.labelled.length;
  const images = new Float32Array(cases.length * numbers);
  const labels = new Int32Array(labelled * voxels);
  const hidden = settings.hiddenLabels ? new Int32Array(draw.unlabelled.length * voxels).fill(NO_LABEL) : undefined;
  cases.forEach((item, sample) => {
    const { image } = item;
    const key = { seed, iteration, sample };
    const whole = viewOf(image.size);
    const view = augmentation.rotateFlip ? randomRotateFlip(whole, createStream({ ...key, purpose: 'rotateFlip' })) : whole;
    const start = randomCropStart(view, patch, createStream({ ...key, purpose: 'crop' }));
    const target = images.subarray(sample * numbers, (sample + 1) * numbers);
    copyChannels(image, channels, (data, into) => copyPatch(data, view, start, patch, into, 0), target);
    if (augmentation.brightness > 0) {
      const { brightness } = augmentation;
      const factor = createStream({ ...key, purpose: 'brightness' }).uniform(1 - brightness, 1 + brightness);
      scale(target, factor);
    }
    // Labels of unlabelled cases stay unread; those for analysis have a name of their own.
    const label = sample < labelled ? item.label : undefined;
    if (label !== undefined) copyPatch(label.data, view, start, patch, labels, sample * voxels);
    if (hidden !== undefined && sample >= labelled && item.hiddenLabel !== undefined)
      copyPatch(item.hiddenLabel.data, view, start, patch, hidden, (sample - labelled) * voxels);
  });
  return {
    images,
    ...(channels === 1 ? {} : { channels }),
    labels,
    ...(hidden === undefined ? {} : { hiddenLabels: hidden }),
    size: patch,
    labelled,
    unlabelled: draw.unlabelled.length,
    cases: cases.map(({ id }) => id),
  };
}

/**
 * Random patches of volumes that are held in memory.
 * @throws Error when a labelled case has no label, or one of another size or with too high a class.
 */
export function createPatchSource(dataset: Dataset, settings: PatchSettings): PatchSource {
  const { seed, classes } = settings;
  for (const labelled of dataset.labelled) requireLabel(labelled, classes);
  const counts = { labelled: dataset.labelled.length, unlabelled: dataset.unlabelled.length };
  return {
    batch(iteration): Batch {
      const draw = drawCases(counts, sizesAt(settings, iteration), seed, iteration);
      const cases = [
        ...draw.labelled.map((index) => dataset.labelled[index] as Case),
        ...draw.unlabelled.map((index) => dataset.unlabelled[index] as Case),
      ];
      return assembleBatch(cases, draw, settings, iteration);
    },
  };
}

/** The same patches, bit for bit, of cases that a store reads when they are drawn. Rejects as createPatchSource throws. */
export function createStoredPatchSource(store: CaseStore, settings: PatchSettings): PatchSource {
  const { seed, classes } = settings;
  const { counts } = store;
  const checked = new Set<string>();
  const draws = (iteration: number): Draw => drawCases(counts, sizesAt(settings, iteration), seed, iteration);
  return {
    async batch(iteration): Promise<Batch> {
      const draw = draws(iteration);
      const labelled = await Promise.all(draw.labelled.map((index) => store.get(index)));
      const unlabelled = await Promise.all(draw.unlabelled.map((index) => store.get(counts.labelled + index)));
      for (const one of labelled) {
        if (!checked.has(one.id)) requireLabel(one, classes);
        checked.add(one.id);
      }
      // The future is known: its files are read while the step computes.
      const next = draws(iteration + 1);
      store.ahead([...next.labelled, ...next.unlabelled.map((index) => counts.labelled + index)]);
      return assembleBatch([...labelled, ...unlabelled], draw, settings, iteration);
    },
  };
}
