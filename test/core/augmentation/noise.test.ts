import { describe, expect, it } from 'vitest';
import { noiseSettings, withNoise } from '../../../src/core/augmentation/noise';
import { createStream } from '../../../src/core/random/stream';

const stream = (purpose = 'noise.A') => createStream({ seed: 1, iteration: 2, sample: 0, purpose });

describe('input noise', () => {
  const images = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i));

  it('adds U(-a, a) to every voxel and leaves the images alone', () => {
    const before = images.slice();
    const noise = withNoise(images, { amplitude: 0.2, clamp: null }, stream()).map((value, i) => value - (images[i] as number));
    expect(images).toEqual(before);
    expect(Math.max(...noise)).toBeGreaterThan(0.19);
    expect(Math.max(...noise)).toBeLessThan(0.2001);
    expect(Math.min(...noise)).toBeLessThan(-0.19);
    expect(Math.min(...noise)).toBeGreaterThan(-0.2001);
    expect(Math.abs(noise.reduce((a, b) => a + b) / noise.length)).toBeLessThan(0.01);
  });

  it('depends on the purpose only, and 0 is no noise', () => {
    const first = withNoise(images, { amplitude: 0.05, clamp: null }, stream());
    expect(withNoise(images, { amplitude: 0.05, clamp: null }, stream())).toEqual(first);
    expect(withNoise(images, { amplitude: 0.05, clamp: null }, stream('noise.B'))).not.toEqual(first);
    expect(withNoise(images, { amplitude: 0, clamp: null }, stream())).toEqual(images);
    expect(noiseSettings.parse({})).toEqual({ amplitude: 0.05, clamp: null });
  });

  it('clamps what it has added to', () => {
    const clamped = withNoise(images, { amplitude: 0.2, clamp: [0, 1] }, stream());
    const free = withNoise(images, { amplitude: 0.2, clamp: null }, stream());
    expect([...clamped]).toEqual([...free].map((value) => Math.min(Math.max(value, 0), 1)));
    expect(Math.min(...clamped)).toBe(0);
    expect([...withNoise(Float32Array.of(-3, 0.5), { amplitude: 0, clamp: [0, 1] }, stream())]).toEqual([0, 0.5]);
  });
});
