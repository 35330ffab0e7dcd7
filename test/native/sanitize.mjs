/**
 * Calls every function of the native engine on small, awkward shapes: `node test/native/sanitize.mjs <llm_segnet.node>`. Under a
 * sanitizer (scripts/sanitize) any bad access ends the process. Numbers are compared elsewhere; here they only have to be finite.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const file = resolve(process.argv[2] ?? 'build/native/llm_segnet.node');
const addon = createRequire(import.meta.url)(file);
const called = new Set();
const live = new Set();
const ABSENT = -1;

const native = Object.fromEntries(
  Object.entries(addon).map(([name, run]) => [
    name,
    (...args) => {
      called.add(name);
      return run(...args);
    },
  ]),
);

let state = 1;
/** A repeatable number in -1..1. */
function draw() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 31 - 1;
}

function empty(elements, type = 'float32') {
  const id = native.allocate(elements, type);
  live.add(id);
  return id;
}

function random(elements, type = 'float32') {
  const id = empty(elements, type);
  native.write(id, Float32Array.from({ length: elements }, draw));
  return id;
}

function expectFinite(name, id) {
  const bad = native.read(id).findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Error(`${name}: element ${bad} is not finite`);
}

function expectError(name, run) {
  try {
    run();
  } catch (error) {
    if (error instanceof Error && error.message.length > 10) return;
    throw error;
  }
  throw new Error(`${name}: accepted what it must refuse`);
}

function releaseAll() {
  for (const id of live) native.release(id);
  live.clear();
}

function memory() {
  for (const elements of [0, 1, 7, 64, 1000, 300_000]) {
    for (const type of ['float32', 'bfloat16']) {
      const a = random(elements, type);
      const b = empty(elements, type === 'float32' ? 'bfloat16' : 'float32');
      native.convert(a, b);
      expectFinite('convert', b);
      native.fill(a, 3);
      if (native.describe(a).elements !== elements) throw new Error('describe: wrong size');
    }
  }
  const stale = native.allocate(8, 'float32');
  native.release(stale);
  expectError('read of a released storage', () => native.read(stale));
  expectError('double release', () => native.release(stale));
  const short = empty(4);
  expectError('write of the wrong length', () => native.write(short, new Float32Array(5)));
  expectError('absurd size', () => native.allocate(2 ** 52, 'float32'));
  native.setMemoryLimit(64 << 20);
  expectError('over the limit', () => native.allocate(100 << 20, 'float32'));
  native.setMemoryLimit(Number.POSITIVE_INFINITY);
  native.trim();
  native.resetPeak();
  native.memory();
}

/** size and stride are per axis: [depth, height, width]; padding the same before and after. */
function geometry(batch, size, channels, filters, filter, stride, padding) {
  const axes = (value) => [value, value, value];
  const pads = [padding, padding, padding, padding, padding, padding];
  return Int32Array.from([batch, ...size, channels, filters, ...axes(filter), ...axes(stride), 1, 1, 1, ...pads]);
}

function convolution() {
  const cases = [
    [3, 1, 1],
    [1, 1, 0],
    [2, 2, 0],
  ];
  for (const [filter, stride, padding] of cases) {
    for (const [channels, filters] of [
      [1, 16],
      [16, 2],
      [3, 5],
      [16, 16],
      [32, 64],
    ]) {
      for (const size of [
        [2, 2, 2],
        [3, 5, 4],
        [7, 6, 9],
      ]) {
        const out = size.map((length) => Math.floor((length + 2 * padding - filter) / stride) + 1);
        const shape = geometry(2, size, channels, filters, filter, stride, padding);
        const inputs = 2 * size[0] * size[1] * size[2] * channels;
        const outputs = 2 * out[0] * out[1] * out[2] * filters;
        for (const type of ['float32', 'bfloat16']) {
          const x = random(inputs, type);
          const w = random(filter ** 3 * channels * filters);
          const y = empty(outputs, type);
          native.convolve(shape, x, w, random(filters), y);
          native.convolve(shape, x, w, ABSENT, y);
          expectFinite('convolve', y);
          const dx = empty(inputs, type);
          native.convolveBackwardData(shape, y, w, dx);
          expectFinite('convolveBackwardData', dx);
          const dw = empty(filter ** 3 * channels * filters);
          native.convolveBackwardFilter(shape, x, y, dw);
          expectFinite('convolveBackwardFilter', dw);
          releaseAll();
        }
      }
    }
  }
  const shape = geometry(1, [4, 4, 4], 2, 2, 3, 1, 1);
  expectError('a filter too small', () => native.convolve(shape, random(128), random(10), ABSENT, empty(128)));
  expectError('an output too small', () => native.convolve(shape, random(128), random(108), ABSENT, empty(127)));
}

function normalisation() {
  for (const type of ['float32', 'bfloat16']) {
    for (const [groups, rows, channels] of [
      [1, 1, 1],
      [1, 33, 5],
      [2, 17, 16],
      [3, 130, 31],
    ]) {
      const size = groups * rows * channels;
      const [z, skip, y, dz] = [random(size, type), random(size, type), empty(size, type), empty(size, type)];
      const [gamma, beta, saved] = [random(channels), random(channels), empty(4 * groups * channels)];
      for (const relu of [true, false]) {
        native.normForward(z, skip, y, groups, rows, channels, gamma, beta, 1e-5, relu, saved);
        native.normForward(z, ABSENT, y, groups, rows, channels, ABSENT, ABSENT, 1e-5, relu, saved);
        expectFinite('normForward', y);
        native.normBackward(z, y, dz, groups, rows, channels, 1e-5, relu, saved, empty(channels), empty(channels));
        native.normBackward(z, y, y, groups, rows, channels, 1e-5, relu, saved, ABSENT, ABSENT);
        expectFinite('normBackward', dz);
        native.affineRelu(z, skip, y, channels, gamma, beta, relu);
        native.affineRelu(z, ABSENT, z, channels, gamma, beta, relu);
        expectFinite('affineRelu', y);
      }
      const sums = empty(channels);
      native.sumRows(z, channels, sums);
      expectFinite('sumRows', sums);
      releaseAll();
    }
  }
  expectError('saved too small', () =>
    native.normForward(random(8), ABSENT, empty(8), 1, 4, 2, ABSENT, ABSENT, 1e-5, true, empty(7)),
  );
}

function resampling() {
  for (const type of ['float32', 'bfloat16']) {
    for (const [batch, depth, height, width, channels] of [
      [1, 2, 2, 2, 1],
      [2, 4, 2, 6, 3],
      [1, 5, 3, 7, 16],
      [1, 4, 4, 4, 33],
    ]) {
      const shape = [batch, depth, height, width, channels];
      const size = shape.reduce((product, length) => product * length, 1);
      const halves = batch * Math.floor(depth / 2) * Math.floor(height / 2) * Math.floor(width / 2) * channels;
      const [x, dx] = [random(size, type), empty(size, type)];
      const pooled = empty(halves, type);
      native.maxPool2(x, pooled, ...shape);
      expectFinite('maxPool2', pooled);
      native.maxPool2Backward(x, pooled, dx, ...shape);
      expectFinite('maxPool2Backward', dx);
      const large = empty(8 * size, type);
      native.upsample2(x, large, ...shape);
      expectFinite('upsample2', large);
      native.upsample2Backward(large, dx, ...shape);
      expectFinite('upsample2Backward', dx);
      for (const mode of ['element', 'channel']) {
        native.dropout(x, dx, mode, batch, size / batch / channels, channels, 0.5, 12345);
        expectFinite('dropout', dx);
      }
      releaseAll();
    }
  }
}

function winograd() {
  const preference = native.convolutionPreference();
  for (const way of ['winograd', 'direct', 'measured']) {
    native.setConvolutionPreference(way);
    for (const [depth, height, width, inputs, outputs] of [
      [3, 5, 6, 16, 32],
      [17, 4, 9, 32, 16],
      [1, 1, 1, 16, 16],
      [3, 4, 5, 128, 112],
    ]) {
      for (const type of ['float32', 'bfloat16']) {
        const geometry = Int32Array.from([2, depth, height, width, inputs, outputs, 3, 3, 3, ...Array(12).fill(1)]);
        const voxels = 2 * depth * height * width;
        const [x, dy, filter] = [random(voxels * inputs, type), random(voxels * outputs, type), random(27 * inputs * outputs)];
        const [y, dx, dFilter] = [empty(voxels * outputs, type), empty(voxels * inputs, type), empty(27 * inputs * outputs)];
        native.convolve(geometry, x, filter, way === 'winograd' ? random(outputs) : ABSENT, y);
        native.convolveBackwardData(geometry, dy, filter, dx);
        native.convolveBackwardFilter(geometry, x, dy, dFilter);
        for (const id of [y, dx, dFilter]) expectFinite(way, id);
        releaseAll();
      }
    }
  }
  const [name] = Object.keys(native.convolutionChoices());
  native.rememberConvolutionChoice(name, 'direct');
  native.forgetConvolutionChoices();
  native.setConvolutionPreference(preference);
}

function elementwise() {
  for (const size of [1, 7, 8, 15, 16, 17, 1001]) {
    for (const [a, b, out] of [
      ['float32', 'float32', 'float32'],
      ['bfloat16', 'float32', 'bfloat16'],
      ['bfloat16', 'bfloat16', 'float32'],
    ]) {
      const sum = empty(size, out);
      native.add(random(size, a), random(size, b), sum);
      native.scale(sum, 0.5);
      expectFinite('add', sum);
    }
    for (const type of ['float32', 'bfloat16']) {
      const joined = empty(3 * size, type);
      native.fill(joined, 1);
      native.copyBlocks(random(2 * size, type), joined, size, 2, 0, 2, 1, 3);
      expectFinite('copyBlocks', joined);
    }
    const [weights, momentum] = [random(size), random(size)];
    native.sgd(weights, random(size), momentum, 0.1, 0.9, 1e-4);
    expectFinite('sgd', weights);
    releaseAll();
  }
}

function losses() {
  for (const classes of [2, 3, 5]) {
    for (const rows of [1, 9, 64, 333]) {
      const size = 2 * rows * classes;
      const [logits, peer] = [random(size), random(size)];
      const labels = Int32Array.from({ length: 2 * rows }, (_, index) => index % classes);
      const probabilities = empty(size);
      native.softmax(logits, probabilities, 2 * rows, classes);
      expectFinite('softmax', probabilities);
      for (const gradient of [empty(size), empty(size, 'bfloat16'), ABSENT]) {
        native.supervisedLoss(logits, labels, 2, rows, classes, 0.5, 0.5, gradient);
        for (const perVoxel of [true, false]) {
          native.unifiedSegmentationLoss(logits, peer, 2 * rows, classes, 0.65, 0.1, perVoxel, false, gradient);
          native.unifiedSegmentationLoss(logits, peer, 2 * rows, classes, 0.65, 0.1, perVoxel, true, gradient);
        }
        for (const kind of ['nll', 'mse']) native.consistencyLoss(kind, logits, peer, 2 * rows, classes, gradient);
        if (gradient !== ABSENT) expectFinite('loss gradient', gradient);
      }
      releaseAll();
    }
  }
  expectError('a label out of range', () => native.supervisedLoss(random(4), Int32Array.from([0, 2]), 1, 2, 2, 1, 1, ABSENT));
}

for (const threads of [1, 2]) {
  native.setThreads(threads);
  for (const part of [memory, convolution, winograd, normalisation, resampling, elementwise, losses]) {
    part();
    releaseAll();
  }
}

const { isa } = native.machine();
const missed = Object.keys(addon).filter((name) => !called.has(name));
if (missed.length > 0) throw new Error(`Never called: ${missed.join(', ')}`);
const left = native.memory().storages;
if (left !== 0) throw new Error(`${left} storages are still held`);
console.log(`${called.size} functions of the native engine ran clean (${isa})`);
