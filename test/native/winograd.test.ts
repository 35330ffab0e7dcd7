import { afterAll, describe, expect, test } from 'vitest';
import { NO_STORAGE } from '../../src/tensor/native/addon';
import { identical, loadAddon, randomValues, store, worstError } from './load';

const addon = loadAddon();
const before = addon.convolutionPreference();
afterAll(() => addon.setConvolutionPreference(before));

interface Shape {
  batch: number;
  size: [depth: number, height: number, width: number];
  inChannels: number;
  outChannels: number;
}

const geometry = ({ batch, size, inChannels, outChannels }: Shape): Int32Array =>
  Int32Array.from([batch, ...size, inChannels, outChannels, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
const voxelsOf = ({ batch, size: [d, h, w] }: Shape): number => batch * d * h * w;

/** Sums in float64 over every pair of voxels that a tap joins. */
function reference(s: Shape, x: Float32Array, filter: Float32Array, dy: Float32Array) {
  const [depth, height, width] = s.size;
  const [ins, outs] = [s.inChannels, s.outChannels];
  const result = {
    y: new Float64Array(voxelsOf(s) * outs),
    dx: new Float64Array(voxelsOf(s) * ins),
    dFilter: new Float64Array(27 * ins * outs),
  };
  const inside = (at: number, size: number): boolean => at >= 0 && at < size;
  for (let out = 0; out < voxelsOf(s); out++) {
    const [w, h] = [out % width, Math.floor(out / width) % height];
    const d = Math.floor(out / width / height) % depth;
    for (let tap = 0; tap < 27; tap++) {
      const [kd, kh, kw] = [Math.floor(tap / 9) - 1, (Math.floor(tap / 3) % 3) - 1, (tap % 3) - 1];
      if (!inside(d + kd, depth) || !inside(h + kh, height) || !inside(w + kw, width)) continue;
      const from = out + (kd * height + kh) * width + kw;
      for (let i = 0; i < ins; i++) {
        const value = x[from * ins + i] ?? 0;
        let gradient = 0;
        for (let o = 0; o < outs; o++) {
          const at = (tap * ins + i) * outs + o;
          const [weight, dyo] = [filter[at] ?? 0, dy[out * outs + o] ?? 0];
          result.y[out * outs + o] = (result.y[out * outs + o] ?? 0) + value * weight;
          gradient += dyo * weight;
          result.dFilter[at] = (result.dFilter[at] ?? 0) + value * dyo;
        }
        result.dx[from * ins + i] = (result.dx[from * ins + i] ?? 0) + gradient;
      }
    }
  }
  return result;
}

const shape = (batch: number, size: Shape['size'], inChannels: number, outChannels: number): Shape => ({
  batch,
  size,
  inChannels,
  outChannels,
});
const shapes: [string, Shape][] = [
  ['whole tiles', shape(1, [4, 8, 8], 16, 16)],
  ['odd sizes, several samples', shape(3, [5, 7, 9], 16, 32)],
  ['a single voxel', shape(2, [1, 1, 1], 32, 16)],
  ['planes thinner than a tile, turned so that tiles are full', shape(2, [8, 2, 4], 32, 48)],
  ['the other way to turn', shape(1, [4, 12, 2], 48, 16)],
  ['channels of a concatenation', shape(1, [3, 6, 5], 48, 32)],
  ['a slab and a part of one', shape(1, [19, 5, 6], 16, 16)],
  ['many runs of tiles', shape(1, [3, 40, 44], 16, 16)],
  ['weights shared by all threads', shape(2, [3, 6, 5], 128, 64)],
  ['weights shared by all threads, slabs', shape(1, [18, 4, 6], 64, 112)],
];

const storages = (s: Shape, type: 'float32' | 'bfloat16') => {
  const [ins, outs] = [voxelsOf(s) * s.inChannels, voxelsOf(s) * s.outChannels];
  return {
    x: store(addon, randomValues(ins, 1), type),
    dy: store(addon, randomValues(outs, 2), type),
    filter: store(addon, randomValues(27 * s.inChannels * s.outChannels, 3), 'float32'),
    y: store(addon, new Float32Array(outs).fill(NaN), type),
    dx: store(addon, new Float32Array(ins).fill(NaN), type),
    dFilter: store(addon, new Float32Array(27 * s.inChannels * s.outChannels).fill(NaN), 'float32'),
  };
};

function compute(s: Shape, { x, dy, filter, y, dx, dFilter }: ReturnType<typeof storages>) {
  addon.convolve(geometry(s), x, filter, NO_STORAGE, y);
  addon.convolveBackwardData(geometry(s), dy, filter, dx);
  addon.convolveBackwardFilter(geometry(s), x, dy, dFilter);
  return { y: addon.read(y), dx: addon.read(dx), dFilter: addon.read(dFilter) };
}

/** The bound that native/src/convolution/winograd.hpp states; bfloat16 adds the rounding of what is stored. */
const BOUND = { float32: 8e-6, bfloat16: 5e-3 };

describe.each(['float32', 'bfloat16'] as const)('%s', (type) => {
  test.each(shapes)('%s: all three directions stay within the stated bound of float64', (_, s) => {
    const all = storages(s, type);
    const expected = reference(s, addon.read(all.x), addon.read(all.filter), addon.read(all.dy));
    addon.setConvolutionPreference('winograd');
    const { y, dx, dFilter } = compute(s, all);
    expect(worstError(y, expected.y)).toBeLessThan(BOUND[type]);
    expect(worstError(dx, expected.dx)).toBeLessThan(BOUND[type]);
    expect(worstError(dFilter, expected.dFilter)).toBeLessThan(BOUND.float32);
    for (const id of Object.values(all)) addon.release(id);
  });
});

test('a bias is added', () => {
  const s = shape(1, [2, 5, 6], 16, 32);
  const { x, filter, y } = storages(s, 'float32');
  const bias = store(addon, randomValues(32, 4), 'float32');
  addon.setConvolutionPreference('winograd');
  addon.convolve(geometry(s), x, filter, NO_STORAGE, y);
  const without = addon.read(y);
  addon.convolve(geometry(s), x, filter, bias, y);
  const offsets = addon.read(bias);
  expect(
    worstError(
      addon.read(y),
      without.map((v, i) => v + (offsets[i % 32] ?? 0)),
    ),
  ).toBeLessThan(1e-6);
});

test.each([
  ['private chunks', shape(2, [17, 24, 20], 16, 32)],
  ['shared chunks', shape(2, [6, 8, 12], 128, 96)],
])('%s: the same bits for any number of threads', (_, s) => {
  const { threads } = addon.machine();
  const all = storages(s, 'float32');
  addon.setConvolutionPreference('winograd');
  const [one, two, five] = [1, 2, 5].map((count) => {
    addon.setThreads(count);
    return compute(s, all);
  });
  addon.setThreads(threads);
  for (const other of [two, five])
    for (const key of ['y', 'dx', 'dFilter'] as const) {
      expect([key, one && other && identical(one[key], other[key])]).toEqual([key, true]);
    }
});

test('a long sum loses no more than a short one: gradients of a filter over 100,000 voxels', () => {
  const s = shape(1, [20, 72, 72], 16, 16);
  const all = storages(s, 'float32');
  // All of one sign, so that errors of a running sum would show.
  addon.fill(all.x, 0.7);
  addon.fill(all.dy, 0.9);
  addon.setConvolutionPreference('winograd');
  addon.convolveBackwardFilter(geometry(s), all.x, all.dy, all.dFilter);
  const pairs = (tap: number, size: number): number => size - Math.abs(tap - 1);
  const [x, dy] = [Math.fround(0.7), Math.fround(0.9)];
  const expected = Float64Array.from({ length: 27 * 256 }, (_, at) => {
    const tap = Math.floor(at / 256);
    return x * dy * pairs(Math.floor(tap / 9), 20) * pairs(Math.floor(tap / 3) % 3, 72) * pairs(tap % 3, 72);
  });
  expect(worstError(addon.read(all.dFilter), expected)).toBeLessThan(BOUND.float32);
});

describe('choice of a way', () => {
  const s = shape(1, [4, 8, 8], 16, 16);
  const name = 'forward 1x4x8x8 16>16 3x3x3/1 float32';

  test('is measured once, kept, and can be given from outside', () => {
    const { x, filter, y } = storages(s, 'float32');
    addon.setConvolutionPreference('measured');
    addon.forgetConvolutionChoices();
    addon.convolve(geometry(s), x, filter, NO_STORAGE, y);
    expect(Object.keys(addon.convolutionChoices())).toEqual([name]);
    expect(['direct', 'winograd']).toContain(addon.convolutionChoices()[name]);
    const results = (['direct', 'winograd'] as const).map((way) => {
      addon.rememberConvolutionChoice(name, way);
      addon.convolve(geometry(s), x, filter, NO_STORAGE, y);
      expect(addon.convolutionChoices()[name]).toBe(way);
      return addon.read(y);
    });
    const [direct, winograd] = results;
    expect(direct && winograd && identical(direct, winograd)).toBe(false);
    expect(worstError(direct ?? [], winograd ?? [])).toBeLessThan(BOUND.float32);
  });

  test('a fixed preference measures nothing and does not depend on what was measured', () => {
    const { x, filter, y } = storages(s, 'float32');
    addon.forgetConvolutionChoices();
    addon.rememberConvolutionChoice(name, 'direct');
    addon.setConvolutionPreference('winograd');
    addon.convolve(geometry(s), x, filter, NO_STORAGE, y);
    const fixed = addon.read(y);
    addon.forgetConvolutionChoices();
    addon.convolve(geometry(s), x, filter, NO_STORAGE, y);
    expect(identical(addon.read(y), fixed)).toBe(true);
    expect(addon.convolutionChoices()).toEqual({});
  });

  test('unknown names are errors that say what is known', () => {
    expect(() => addon.setConvolutionPreference('fast' as 'direct')).toThrow(/'fast'.*measured, direct or winograd/);
    expect(() => addon.rememberConvolutionChoice(name, 'fast' as 'direct')).toThrow(/'fast'.*direct, widened or winograd/);
  });
});
