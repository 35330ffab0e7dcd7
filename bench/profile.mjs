/**
 * Where the time of a V-Net's training step goes: `node bench/profile.mjs --help`. Every layer's kernels are called on storages of their own,
 * one after the other, without TensorFlow.js.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatTable } from './lib/report.mjs';

const usage = `Usage: node bench/profile.mjs [options]

  --shape SHAPE   batch x width x height x depth (default 1x112x112x80)
  --ways LIST     of direct, winograd, measured (default direct,winograd)
  --type NAME     storage: float32 (default) or bfloat16
  --rounds N      best of so many, ways in turn (default 5)
  --filters N     base filters (default 16)
  --threads N     (default 1: the table has processor time of one thread, which other processes disturb least)`;

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: '1x112x112x80' },
    ways: { type: 'string', default: 'direct,winograd' },
    type: { type: 'string', default: 'float32' },
    rounds: { type: 'string', default: '5' },
    filters: { type: 'string', default: '16' },
    threads: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const file = process.env.LLMSEGNET_ADDON || fileURLToPath(new URL('../build/native/llm_segnet.node', import.meta.url));
const addon = createRequire(import.meta.url)(file);
addon.setThreads(Number(values.threads));
const [batch, width, height, depth] = values.shape.split('x').map(Number);
const ways = values.ways.split(',');
const rounds = Number(values.rounds);
const filters = Number(values.filters);
const bytes = values.type === 'float32' ? 4 : 2;
const NONE = -1;

/** Milliseconds of processor time of all threads, by way: the best of the rounds. */
function timesOf(run) {
  const best = Object.fromEntries(ways.map((way) => [way, Infinity]));
  for (let round = 0; round <= rounds; round++) {
    for (const way of ways) {
      addon.setConvolutionPreference(way);
      const start = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(start);
      if (round > 0) best[way] = Math.min(best[way], (user + system) / 1000);
    }
  }
  return best;
}

function withStorages(sizes, use) {
  const ids = sizes.map(([elements, type = values.type]) => addon.allocate(elements, type));
  for (const id of ids) addon.fill(id, 0.3);
  const result = use(...ids);
  for (const id of ids) addon.release(id);
  return result;
}

const product = (numbers) => numbers.reduce((a, b) => a * b, 1);
const rows = [];

/** Lines of one layer that the network has `count` times: its convolution's three directions. */
function convolution(name, count, level, inputs, outputs, { filter, stride, pad, first = false }) {
  const size = [depth, height, width].map((each) => each / 2 ** level);
  const out = size.map((each) => each / stride);
  const [inVoxels, outVoxels] = [batch * product(size), batch * product(out)];
  const geometry = Int32Array.from(
    [batch, ...size, inputs, outputs, [filter, filter, filter], [stride, stride, stride], [1, 1, 1], Array(6).fill(pad)].flat(),
  );
  const weights = filter ** 3 * inputs * outputs;
  withStorages([[inVoxels * inputs], [outVoxels * outputs], [weights, 'float32']], (x, y, w) => {
    const directions = [
      ['forward', () => addon.convolve(geometry, x, w, NONE, y)],
      ...(first ? [] : [['input gradient', () => addon.convolveBackwardData(geometry, y, w, x)]]),
      ['filter gradient', () => addon.convolveBackwardFilter(geometry, x, y, w)],
    ];
    const moved = (inVoxels * inputs + outVoxels * outputs) * bytes;
    for (const [direction, run] of directions)
      rows.push({
        layer: `${name} ${inputs}-${outputs}`,
        pass: direction,
        count,
        times: timesOf(run),
        moved,
        work: 2 * outVoxels * weights,
      });
  });
}

function normalisation(count, level, channels) {
  const voxels = (batch * product([depth, height, width])) / 8 ** level;
  const each = voxels * channels;
  withStorages([[each], [each], [each], [4 * channels, 'float32']], (z, y, dy, saved) => {
    const passes = [
      ['forward', 3, () => addon.normForward(z, NONE, y, 1, voxels, channels, NONE, NONE, 1e-5, true, saved)],
      ['backward', 5, () => addon.normBackward(z, dy, dy, 1, voxels, channels, 1e-5, true, saved, NONE, NONE)],
    ];
    for (const [pass, tensors, run] of passes)
      rows.push({ layer: `norm + ReLU ${channels}`, pass, count, times: timesOf(run), moved: tensors * each * bytes, work: 0 });
  });
}

const same = { filter: 3, stride: 1, pad: 1 };
const crossing = { filter: 2, stride: 2, pad: 0 };
const [encoder, decoder] = [
  [0, 2, 3, 3, 3],
  [1, 2, 3, 3, 0],
];
convolution('first 3x3x3', 1, 0, 1, filters, { ...same, first: true });
for (let level = 0; level < 5; level++) {
  const channels = filters * 2 ** level;
  const count = encoder[level] + decoder[level];
  convolution('3x3x3', count, level, channels, channels, same);
  // Down and up are each other's directions: the same three calls.
  if (level < 4) convolution('2x2x2 down, up', 2, level, channels, 2 * channels, crossing);
  normalisation(count + (level === 0 ? 1 : 0) + (level > 0 ? 1 : 0) + (level < 4 ? 1 : 0), level, channels);
}
convolution('head 1x1x1', 1, 0, filters, 2, { filter: 1, stride: 1, pad: 0 });

const totals = Object.fromEntries(ways.map((way) => [way, rows.reduce((sum, { count, times }) => sum + count * times[way], 0)]));
const last = ways.at(-1);
const { cpu, isa, onednn } = addon.machine();
console.log(
  `${cpu}, ${isa}, oneDNN ${onednn}, ${values.threads} thread(s), ${values.shape}, ${values.type}; ms of processor time, best of ${rounds}\n`,
);
const lines = [...rows]
  .sort((a, b) => b.count * b.times[last] - a.count * a.times[last])
  .map(({ layer, pass, count, times, moved, work }) => [
    `${layer}, ${pass}`,
    count,
    ...ways.map((way) => times[way].toFixed(2)),
    `${((100 * count * times[last]) / totals[last]).toFixed(1)} %`,
    (moved / 2 ** 20).toFixed(1),
    work === 0 ? '' : (work / times[last] / 1e6).toFixed(0),
    (moved / times[last] / 1e6).toFixed(1),
  ]);
console.log(
  formatTable(
    ['layer, pass', 'times', ...ways.map((way) => `${way} ms`), `share (${last})`, 'MB moved', 'GFLOPS', 'GB/s'],
    lines,
  ),
);
console.log(`\nAll: ${ways.map((way) => `${way} ${totals[way].toFixed(0)} ms`).join(', ')}.`);
