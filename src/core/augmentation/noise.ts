import { z } from 'zod';
import { field } from '../config/field';
import type { RandomStream } from '../random/stream';

export const noiseSettings = z.strictObject({
  amplitude: field(
    z.number().min(0).default(0.05),
    "Half-width a of the uniform noise U(-a, a) added to every voxel of a network's input in training (Eq. 2 has 0.2). " +
      'In units of the normalised image: 0.2 is far stronger on images scaled to [0, 1] than on z-scored ones.',
    'ours',
  ),
});
export type NoiseSettings = z.infer<typeof noiseSettings>;

/** A copy of the images with noise of its own in every voxel: x + eta of the paper's Eq. 2. */
export function withNoise(images: Float32Array, { amplitude }: NoiseSettings, stream: RandomStream): Float32Array {
  const noisy = new Float32Array(images.length);
  if (amplitude === 0) noisy.set(images);
  else stream.addUniform(images, noisy, -amplitude, amplitude);
  return noisy;
}
