import { z } from 'zod';
import type { RandomStream } from '../random/stream';
import { field } from '../schema/field';

export const noiseSettings = z.strictObject({
  amplitude: field(
    z.number().min(0).default(0.05),
    "Half-width a of the uniform noise U(-a, a) added to every voxel of a network's input in training (Eq. 2 has 0.2). " +
      'In units of the normalised image: 0.2 is far stronger on images scaled to [0, 1] than on z-scored ones.',
    'ours',
  ),
  clamp: field(
    z.tuple([z.number(), z.number()]).nullable().default(null),
    'Cut noisy inputs to [low, high]: [0, 1] for images scaled to it, as the code nearest to the paper does for Pancreas and BraTS. null: as they come.',
    'code-inferred',
  ),
});
export type NoiseSettings = z.infer<typeof noiseSettings>;

function clampTo(images: Float32Array, [low, high]: readonly [number, number]): void {
  images.forEach((value, i) => {
    images[i] = Math.min(Math.max(value, low), high);
  });
}

/** A copy of the images with noise of its own in every voxel: x + eta of the paper's Eq. 2, clamped if asked. */
export function withNoise(images: Float32Array, { amplitude, clamp }: NoiseSettings, stream: RandomStream): Float32Array {
  const noisy = new Float32Array(images.length);
  if (amplitude === 0) noisy.set(images);
  else stream.addUniform(images, noisy, -amplitude, amplitude);
  if (clamp !== null) clampTo(noisy, clamp);
  return noisy;
}

/** A copy with clamp(deviation * N(0, 1), -2 deviation, 2 deviation) of its own in every voxel. */
export function withGaussianNoise(images: Float32Array, deviation: number, stream: RandomStream): Float32Array {
  if (deviation === 0) return images.slice();
  return images.map((value) => value + deviation * Math.min(Math.max(stream.normal(), -2), 2));
}
