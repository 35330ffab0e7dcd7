import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { counterDropout } from '../../../src/core/ops/counterDropout';
import { gridValues, NOT_BUILT, useJs, useNative, valueAndGradients, weightsFor, withoutAddon, worstError } from './support';

const SHAPE = [2, 3, 4, 5, 6];
const x = gridValues(tf.util.sizeFromShape(SHAPE), 7).map((v) => (v === 0 ? 1 : v));

const run = (mode: 'element' | 'channel', rate: number, seed: number): ReturnType<typeof valueAndGradients> =>
  valueAndGradients({ x: { shape: SHAPE, values: x } }, (t) => counterDropout(t['x'] as tf.Tensor5D, { mode, rate, seed }), [
    'x',
  ]);

describe('counterDropout', () => {
  it('keeps or drops, scaled so that the mean stays', async () => {
    await useJs();
    const { y = new Float32Array() } = run('element', 0.25, 12);
    const factors = [...y].map((v, i) => v / (x[i] ?? NaN));
    expect(factors.every((f) => f === 0 || Math.abs(f - 4 / 3) < 1e-6)).toBe(true);
    expect(factors.filter((f) => f === 0).length).toBeGreaterThan(0);
  });

  it('drops whole channels of a sample in channel mode', async () => {
    await useJs();
    const { y = new Float32Array() } = run('channel', 0.5, 3);
    const [samples = 0, , , , channels = 0] = SHAPE;
    const rows = y.length / samples / channels;
    const kept = (sample: number, channel: number): boolean[] =>
      Array.from({ length: rows }, (_, row) => y[(sample * rows + row) * channels + channel] !== 0);
    const whole = Array.from({ length: samples * channels }, (_, i) => new Set(kept(Math.floor(i / channels), i % channels)));
    expect(whole.every((set) => set.size === 1)).toBe(true);
    expect(new Set(whole.map((set) => [...set][0])).size).toBe(2);
  });

  it('has its own mask as its gradient', async () => {
    await useJs();
    const { y = new Float32Array(), x: dx = new Float32Array() } = run('element', 0.4, 9);
    const dy = weightsFor(y.length);
    expect([...dx].map((v, i) => Math.abs(v - ((y[i] ?? NaN) / (x[i] ?? NaN)) * (dy[i] ?? NaN)) < 1e-5)).not.toContain(false);
  });

  it('returns the same values at rate 0', async () => {
    await useJs();
    expect(run('element', 0, 1)['y']).toEqual(x);
  });

  it('refuses rates and seeds out of range', async () => {
    await useJs();
    const t = tf.zeros([1, 1, 1, 1, 1]) as tf.Tensor5D;
    expect(() => counterDropout(t, { mode: 'element', rate: 1, seed: 0 })).toThrow(/rate/);
    expect(() => counterDropout(t, { mode: 'element', rate: 0.5, seed: -1 })).toThrow(/seed/);
    expect(() => counterDropout(t, { mode: 'element', rate: 0.5, seed: 2 ** 32 })).toThrow(/seed/);
  });

  describe.skipIf(withoutAddon)(`on native${NOT_BUILT}`, () => {
    it.each([
      ['float32', 1e-6],
      ['bfloat16', 1e-2],
    ] as const)('draws the same mask as plain operations in %s', async (precision, tolerance) => {
      for (const mode of ['element', 'channel'] as const)
        for (const [rate, seed] of [
          [0.5, 0],
          [0.3, 4294967295],
          [0.9, 12345],
        ] as const) {
          await useJs();
          const expected = run(mode, rate, seed);
          await useNative(precision);
          const found = run(mode, rate, seed);
          expect(worstError(found, expected).error).toBeLessThan(tolerance);
          expect([...(found['y'] ?? [])].map((v) => v === 0)).toEqual([...(expected['y'] ?? [])].map((v) => v === 0));
        }
    });
  });
});
