import { expect, test } from 'vitest';
import type { StorageType } from '../../src/tensor/native/addon';
import { NO_STORAGE } from '../../src/tensor/native/addon';
import { loadAddon, randomValues, relativeError, store } from './load';

interface Axis {
  in: number;
  filter: number;
  stride: number;
  dilation: number;
  before: number;
  after: number;
}

interface Shape {
  batch: number;
  inChannels: number;
  outChannels: number;
  axes: [Axis, Axis, Axis];
}

const addon = loadAddon();
const outOf = (a: Axis): number => Math.floor((a.in + a.before + a.after - ((a.filter - 1) * a.dilation + 1)) / a.stride) + 1;
const voxels = (s: Shape): number => s.batch * s.axes.reduce((product, a) => product * a.in, 1);
const outVoxels = (s: Shape): number => s.batch * s.axes.reduce((product, a) => product * outOf(a), 1);
const taps = (s: Shape): number => s.axes.reduce((product, a) => product * a.filter, 1);

function geometry(s: Shape): Int32Array {
  const each = (f: (a: Axis) => number): number[] => s.axes.map(f);
  const pads = s.axes.flatMap((a) => [a.before, a.after]);
  return Int32Array.from([
    s.batch,
    ...each((a) => a.in),
    s.inChannels,
    s.outChannels,
    ...each((a) => a.filter),
    ...each((a) => a.stride),
    ...each((a) => a.dilation),
    ...pads,
  ]);
}

/** Visits every pair of voxels that a filter tap joins. */
function eachPair(s: Shape, visit: (inVoxel: number, outVoxel: number, tap: number) => void): void {
  const [depth, height, width] = s.axes;
  const positions = (a: Axis): [number, number, number][] =>
    Array.from({ length: outOf(a) * a.filter }, (_, i): [number, number, number] => {
      const [out, tap] = [Math.floor(i / a.filter), i % a.filter];
      return [out * a.stride + tap * a.dilation - a.before, out, tap];
    }).filter(([at]) => at >= 0 && at < a.in);
  const [ds, hs, ws] = [positions(depth), positions(height), positions(width)];
  for (let n = 0; n < s.batch; n++)
    for (const [d, od, kd] of ds)
      for (const [h, oh, kh] of hs)
        for (const [w, ow, kw] of ws) {
          const inVoxel = ((n * depth.in + d) * height.in + h) * width.in + w;
          const outVoxel = ((n * outOf(depth) + od) * outOf(height) + oh) * outOf(width) + ow;
          visit(inVoxel, outVoxel, (kd * height.filter + kh) * width.filter + kw);
        }
}

function reference(s: Shape, x: Float32Array, filter: Float32Array, dy: Float32Array) {
  const y = new Float64Array(outVoxels(s) * s.outChannels);
  const dx = new Float64Array(x.length);
  const dFilter = new Float64Array(filter.length);
  eachPair(s, (inVoxel, outVoxel, tap) => {
    for (let i = 0; i < s.inChannels; i++)
      for (let o = 0; o < s.outChannels; o++) {
        const [xi, yo, w] = [
          inVoxel * s.inChannels + i,
          outVoxel * s.outChannels + o,
          (tap * s.inChannels + i) * s.outChannels + o,
        ];
        y[yo] = (y[yo] ?? 0) + (x[xi] ?? 0) * (filter[w] ?? 0);
        dx[xi] = (dx[xi] ?? 0) + (dy[yo] ?? 0) * (filter[w] ?? 0);
        dFilter[w] = (dFilter[w] ?? 0) + (x[xi] ?? 0) * (dy[yo] ?? 0);
      }
  });
  return { y, dx, dFilter };
}

const axis = (size: number, filter: number, stride = 1, before = 0, after = before, dilation = 1): Axis => ({
  in: size,
  filter,
  stride,
  dilation,
  before,
  after,
});
const same = (size: number): Axis => axis(size, 3, 1, 1);
const down = (size: number): Axis => axis(size, 2, 2);

const shapes: [string, Shape][] = [
  ...[
    [1, 16],
    [16, 16],
    [32, 16],
    [16, 48],
    [64, 64],
    [3, 5],
    [1, 1],
    [24, 8],
  ].map(([i = 1, o = 1]): [string, Shape] => [
    `3x3x3, ${i} to ${o} channels`,
    { batch: 2, inChannels: i, outChannels: o, axes: [same(5), same(4), same(7)] },
  ]),
  ['3x3x3, rows longer than a cache chunk', { batch: 1, inChannels: 16, outChannels: 16, axes: [same(3), same(4), same(200)] }],
  ['3x3x3, a single voxel', { batch: 3, inChannels: 128, outChannels: 128, axes: [same(1), same(1), same(1)] }],
  ...[
    [16, 32],
    [32, 16],
    [128, 64],
    [4, 6],
  ].map(([i = 1, o = 1]): [string, Shape] => [
    `2x2x2 stride 2, ${i} to ${o} channels`,
    { batch: 2, inChannels: i, outChannels: o, axes: [down(4), down(6), down(8)] },
  ]),
  ['2x2x2 stride 2 of odd sizes', { batch: 1, inChannels: 16, outChannels: 16, axes: [down(5), down(7), down(9)] }],
  ...[1, 2, 4, 8].map((classes): [string, Shape] => [
    `1x1x1 head to ${classes} classes`,
    { batch: 2, inChannels: 16, outChannels: classes, axes: [axis(3, 1), axis(5, 1), axis(7, 1)] },
  ]),
  [
    'uneven padding',
    { batch: 1, inChannels: 4, outChannels: 4, axes: [axis(6, 3, 2, 0, 1), axis(7, 3, 2, 1, 1), axis(5, 2, 1, 0, 1)] },
  ],
  ['dilated', { batch: 1, inChannels: 3, outChannels: 4, axes: [axis(7, 3, 1, 2, 2, 2), axis(6, 2, 1, 0, 0, 3), axis(5, 1)] }],
];

// float32: 1e-6 of the largest sum; bfloat16 rounds inputs (exact below, they are rounded first) and the stored result to 8 bits.
const tolerances: Record<StorageType, number> = { float32: 2e-6, bfloat16: 5e-3 };

for (const type of ['float32', 'bfloat16'] as const) {
  test.each(shapes)(`${type}: %s equals the float64 sum in all three directions`, (_, s) => {
    const x = store(addon, randomValues(voxels(s) * s.inChannels, 1), type);
    const dy = store(addon, randomValues(outVoxels(s) * s.outChannels, 2), type);
    const filter = store(addon, randomValues(taps(s) * s.inChannels * s.outChannels, 3), 'float32');
    const expected = reference(s, addon.read(x), addon.read(filter), addon.read(dy));
    const y = addon.allocate(expected.y.length, type);
    const dx = addon.allocate(expected.dx.length, type);
    const dFilter = addon.allocate(expected.dFilter.length, 'float32');
    addon.convolve(geometry(s), x, filter, NO_STORAGE, y);
    addon.convolveBackwardData(geometry(s), dy, filter, dx);
    addon.convolveBackwardFilter(geometry(s), x, dy, dFilter);
    expect(relativeError(addon.read(y), expected.y)).toBeLessThan(tolerances[type]);
    expect(relativeError(addon.read(dx), expected.dx)).toBeLessThan(tolerances[type]);
    expect(relativeError(addon.read(dFilter), expected.dFilter)).toBeLessThan(tolerances[type]);
    for (const storage of [x, dy, filter, y, dx, dFilter]) addon.release(storage);
  });
}

test('a bias is added, and logits of bfloat16 features leave as float32', () => {
  const s: Shape = { batch: 1, inChannels: 16, outChannels: 2, axes: [axis(2, 1), axis(3, 1), axis(4, 1)] };
  const x = store(addon, randomValues(voxels(s) * 16, 1), 'bfloat16');
  const filter = store(addon, randomValues(32, 2), 'float32');
  const bias = store(addon, Float32Array.of(10, -10), 'float32');
  const y = addon.allocate(outVoxels(s) * 2, 'float32');
  addon.convolve(geometry(s), x, filter, bias, y);
  const { y: sums } = reference(s, addon.read(x), addon.read(filter), new Float32Array(outVoxels(s) * 2));
  const expected = sums.map((sum, i) => sum + (i % 2 === 0 ? 10 : -10));
  expect(relativeError(addon.read(y), expected)).toBeLessThan(3e-3);
});

test('float32 filter gradients do not depend on the number of threads', () => {
  const s: Shape = { batch: 2, inChannels: 32, outChannels: 16, axes: [same(9), same(8), same(33)] };
  const x = store(addon, randomValues(voxels(s) * 32, 1), 'float32');
  const dy = store(addon, randomValues(outVoxels(s) * 16, 2), 'float32');
  const dFilter = addon.allocate(27 * 32 * 16, 'float32');
  const { threads, isa } = addon.machine();
  const results = [1, 2, 3].map((count) => {
    addon.setThreads(count);
    addon.convolveBackwardFilter(geometry(s), x, dy, dFilter);
    return addon.read(dFilter);
  });
  addon.setThreads(threads);
  // oneDNN's own kernels, which AVX-512 machines use here, split their sums by thread.
  if (isa === 'avx2') expect(results[1]).toEqual(results[0]);
  expect(relativeError(results[2] ?? new Float32Array(), results[0] ?? new Float32Array())).toBeLessThan(2e-6);
});

test('wrong sizes are errors that name the argument', () => {
  const s: Shape = { batch: 1, inChannels: 2, outChannels: 2, axes: [same(3), same(3), same(3)] };
  const x = store(addon, randomValues(27 * 2, 1), 'float32');
  const filter = store(addon, randomValues(27 * 4, 2), 'float32');
  const short = addon.allocate(5, 'float32');
  expect(() => addon.convolve(geometry(s), x, filter, NO_STORAGE, short)).toThrow(/convolve: .*y.* 5 .*54/);
  expect(() => addon.convolve(geometry(s).subarray(0, 20), x, filter, NO_STORAGE, short)).toThrow(/21 expected/);
  const negative = geometry(s);
  negative[4] = -2;
  expect(() => addon.convolve(negative, x, filter, NO_STORAGE, short)).toThrow(/inChannels is -2/);
  const tooSmall = geometry({ ...s, axes: [axis(1, 3), same(3), same(3)] });
  expect(() => addon.convolve(tooSmall, x, filter, NO_STORAGE, short)).toThrow(/smaller than the dilated filter/);
});

test('a batch of none computes nothing and a zero filter gradient', () => {
  const s: Shape = { batch: 0, inChannels: 16, outChannels: 16, axes: [same(3), same(3), same(3)] };
  const empty = addon.allocate(0, 'float32');
  const filter = store(addon, randomValues(27 * 256, 1), 'float32');
  addon.convolve(geometry(s), empty, filter, NO_STORAGE, empty);
  addon.convolveBackwardData(geometry(s), empty, filter, empty);
  addon.convolveBackwardFilter(geometry(s), empty, empty, filter);
  expect(Math.max(...addon.read(filter))).toBe(0);
});
