/**
 * Runs every kernel on fixed inputs and prints the results as JSON { isa, results: [name, numbers][] }; isa.test.ts compares what
 * different instruction sets print: `LLMSEGNET_ISA=portable node battery.mjs <llm_segnet.node>`.
 */
import { createRequire } from 'node:module';

const addon = createRequire(import.meta.url)(process.argv[2]);
const results = [];
let state = 7;

/** Repeatable numbers in -2..2. */
function numbers(count) {
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 30 - 2;
  });
}

function storage(values, type) {
  const id = addon.allocate(values.length, type);
  addon.write(id, values);
  return id;
}

const blank = (count, type) => storage(new Float32Array(count), type);
const keep = (name, id) => results.push([name, Array.from(addon.read(id))]);

for (const type of ['float32', 'bfloat16']) {
  for (const channels of [1, 3, 8, 16, 24, 64]) {
    const shape = [2, 4, 3, 5, channels];
    const rows = 2 * 4 * 3 * 5;
    const count = rows * channels;
    const name = (what) => `${what} ${channels} ${type}`;
    const [z, skip, y] = [storage(numbers(count), type), storage(numbers(count), type), blank(count, type)];
    const [gamma, beta] = [storage(numbers(channels), 'float32'), storage(numbers(channels), 'float32')];
    const [dGamma, dBeta, sums] = [blank(channels, 'float32'), blank(channels, 'float32'), blank(channels, 'float32')];
    const saved = blank(8 * channels, 'float32');
    addon.normForward(z, skip, y, 2, rows / 2, channels, gamma, beta, 1e-5, true, saved);
    keep(name('normForward'), y);
    keep(name('saved'), saved);
    addon.normBackward(z, skip, y, 2, rows / 2, channels, 1e-5, true, saved, dGamma, dBeta);
    for (const [what, id] of [
      ['normBackward', y],
      ['dGamma', dGamma],
      ['dBeta', dBeta],
    ])
      keep(name(what), id);
    addon.affineRelu(z, skip, y, channels, gamma, beta, true);
    keep(name('affineRelu'), y);
    addon.sumRows(z, channels, sums);
    keep(name('sumRows'), sums);
    for (const mode of ['element', 'channel']) {
      addon.dropout(z, y, mode, 2, rows / 2, channels, 0.4, 12345);
      keep(name(`dropout ${mode}`), y);
    }
    addon.add(z, skip, y);
    addon.scale(y, 0.3);
    keep(name('add, scale'), y);
    const [pooled, large] = [blank(2 * 2 * 1 * 2 * channels, type), blank(8 * count, type)];
    addon.maxPool2(z, pooled, ...shape);
    keep(name('maxPool2'), pooled);
    addon.maxPool2Backward(z, pooled, y, ...shape);
    keep(name('maxPool2Backward'), y);
    addon.upsample2(z, large, ...shape);
    keep(name('upsample2'), large);
    addon.upsample2Backward(large, y, ...shape);
    keep(name('upsample2Backward'), y);
  }
  for (const classes of [1, 2, 3, 4, 7]) {
    const rows = 2 * 75;
    const [a, b] = [storage(numbers(rows * classes), 'float32'), storage(numbers(rows * classes), 'float32')];
    const gradient = blank(rows * classes, type);
    const labels = Int32Array.from(numbers(rows), (v) => Math.min(classes - 1, Math.floor(((v + 2) / 4) * classes)));
    const name = (what) => `${what} ${classes} ${type}`;
    const loss = (what, values) => {
      results.push([name(what), Array.from(values)]);
      keep(name(`${what} gradient`), gradient);
    };
    loss('supervised', addon.supervisedLoss(a, labels, 2, rows / 2, classes, 1, 1, gradient));
    loss('usl', addon.unifiedSegmentationLoss(a, b, rows, classes, 0.65, 0.1, false, false, gradient));
    loss('nll', addon.consistencyLoss('nll', a, b, rows, classes, gradient));
    loss('mse', addon.consistencyLoss('mse', a, b, rows, classes, gradient));
    addon.softmax(a, b, rows, classes);
    keep(name('softmax'), b);
  }
}
const [w, g, m] = [numbers(37), numbers(37), numbers(37)].map((values) => storage(values, 'float32'));
addon.sgd(w, g, m, 0.1, 0.9, 1e-3);
keep('sgd weights float32', w);
keep('sgd momentum float32', m);
console.log(JSON.stringify({ isa: addon.machine().isa, results }));
