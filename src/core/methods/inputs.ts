/** What goes into a network: tensors of a batch, noise, seeds. */
import * as tf from '@tensorflow/tfjs-core';
import { withGaussianNoise, withNoise } from '../augmentation/noise';
import { createStream } from '../random/stream';
import type { Batch } from '../sampling/types';
import type { StepContext } from './types';

/** Images as [patches, depth, height, width, channels]. */
export function imageTensor(images: Float32Array, { size: [x, y, z], channels = 1 }: Batch): tf.Tensor5D {
  return tf.tensor5d(images, [images.length / (x * y * z * channels), z, y, x, channels]);
}

/** Labels as int32 [labelled, depth, height, width]. */
export function labelTensor({ labels, labelled, size: [x, y, z] }: Batch): tf.Tensor4D {
  return tf.tensor4d(labels, [labelled, z, y, x], 'int32');
}

/** x + eta, with noise that no other purpose gets. */
export function noisyTensor(images: Float32Array, batch: Batch, context: StepContext, purpose: string): tf.Tensor5D {
  const { seed, iteration, noise } = context;
  return imageTensor(withNoise(images, noise, createStream({ seed, iteration, sample: 0, purpose: `noise.${purpose}` })), batch);
}

/** The same images with clamp(deviation * N(0, 1), -2 deviation, 2 deviation) in every voxel: g of UA-MT and its kin. */
export function gaussianTensor(
  images: Float32Array,
  batch: Batch,
  { seed, iteration }: StepContext,
  { deviation, purpose }: { readonly deviation: number; readonly purpose: string },
): tf.Tensor5D {
  const stream = createStream({ seed, iteration, sample: 0, purpose: `noise.${purpose}` });
  return imageTensor(withGaussianNoise(images, deviation, stream), batch);
}

/** Images of the unlabelled half. */
export function unlabelledImages({ images, labelled, unlabelled }: Batch): Float32Array {
  return images.subarray((images.length / (labelled + unlabelled)) * labelled);
}

/** Seed of one forward pass's dropout. */
export function forwardSeed({ seed, iteration }: StepContext, purpose: string): number {
  return createStream({ seed, iteration, sample: 0, purpose: `dropout.${purpose}` }).word();
}
