import { describe, expect, it } from 'vitest';
import { noiseSettings, withNoise } from '../../../src/core/augmentation/noise';
import { createStream } from '../../../src/core/random/stream';

const stream = (purpose = 'noise.A') => createStream({ seed: 1, iteration: 2, sample: 0, purpose });

describe('input noise', () => {
  const images = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i));

  it('adds U(-a, a) to every voxel and leaves the images alone', () => {
    const before = images.slice();
    const noise = withNoise(images, { amplitude: 0.2 }, stream()).map((value, i) => value - (images[i] as number));
    expect(images).toEqual(before);
    expect(Math.max(...noise)).toBeGreaterThan(0.19);
    expect(Math.max(...noise)).toBeLessThan(0.2001);
    expect(Math.min(...noise)).toBeLessThan(-0.19);
    expect(Math.min(...noise)).toBeGreaterThan(-0.2001);
    expect(Math.abs(noise.reduce((a, b) => a + b) / noise.length)).toBeLessThan(0.01);
  });

  it('depends on the purpose only, and 0 is no noise', () => {
    const first = withNoise(images, { amplitude: 0.05 }, stream());
    expect(withNoise(images, { amplitude: 0.05 }, stream())).toEqual(first);
    expect(withNoise(images, { amplitude: 0.05 }, stream('noise.B'))).not.toEqual(first);
    expect(withNoise(images, { amplitude: 0 }, stream())).toEqual(images);
    expect(noiseSettings.parse({})).toEqual({ amplitude: 0.05 });
  });
});
