import { randomCropStart } from '../augmentation/randomCrop';
import { randomRotateFlip } from '../augmentation/rotateFlip';
import type { AugmentationSettings } from '../augmentation/settings';
import { copyPatch, viewOf } from '../augmentation/view';
import { createStream } from '../random/stream';
import type { Case, Triple } from '../volume/types';
import { voxelCount } from '../volume/types';
import type { StreamSizes } from './sampler';
import { drawCases } from './sampler';
import type { Batch, Dataset, PatchSource } from './types';

export interface PatchSettings {
  readonly seed: number;
  /** x, y, z */
  readonly patch: Triple;
  readonly patches: StreamSizes;
  readonly augmentation: AugmentationSettings;
  readonly classes: number;
}

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

/**
 * Random patches of volumes that are held in memory: turned and mirrored if asked, then cropped.
 * @throws Error when a labelled case has no label, or one of another size or with too high a class.
 */
export function createPatchSource(dataset: Dataset, settings: PatchSettings): PatchSource {
  const { seed, patch, patches, augmentation, classes } = settings;
  for (const labelled of dataset.labelled) requireLabel(labelled, classes);
  const voxels = voxelCount(patch);
  const counts = { labelled: dataset.labelled.length, unlabelled: dataset.unlabelled.length };

  return {
    batch(iteration): Batch {
      const draw = drawCases(counts, patches, seed, iteration);
      const cases = [
        ...draw.labelled.map((index) => dataset.labelled[index] as Case),
        ...draw.unlabelled.map((index) => dataset.unlabelled[index] as Case),
      ];
      const images = new Float32Array(cases.length * voxels);
      const labels = new Int32Array(draw.labelled.length * voxels);
      cases.forEach((item, sample) => {
        const { image } = item;
        const key = { seed, iteration, sample };
        const whole = viewOf(image.size);
        const view = augmentation.rotateFlip ? randomRotateFlip(whole, createStream({ ...key, purpose: 'rotateFlip' })) : whole;
        const start = randomCropStart(view, patch, createStream({ ...key, purpose: 'crop' }));
        copyPatch(image.data, view, start, patch, images, sample * voxels);
        if (augmentation.brightness > 0) {
          const { brightness } = augmentation;
          const factor = createStream({ ...key, purpose: 'brightness' }).uniform(1 - brightness, 1 + brightness);
          scale(images.subarray(sample * voxels, (sample + 1) * voxels), factor);
        }
        // Hidden labels of unlabelled cases stay unread: they may be for analysis only.
        const label = sample < draw.labelled.length ? item.label : undefined;
        if (label !== undefined) copyPatch(label.data, view, start, patch, labels, sample * voxels);
      });
      return {
        images,
        labels,
        size: patch,
        labelled: draw.labelled.length,
        unlabelled: draw.unlabelled.length,
        cases: cases.map(({ id }) => id),
      };
    },
  };
}
