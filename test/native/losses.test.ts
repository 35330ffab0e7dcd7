import { expect, test } from 'vitest';
import type { StorageType } from '../../src/tensor/native/addon';
import { NO_STORAGE } from '../../src/tensor/native/addon';
import { lossCases } from '../support/lossFixtures';
import { blank, loadAddon, store, worstError } from './load';
import type { Supervised, Usl } from './lossReference';
import { close, consistency, labelsOf, logitsOf, slopes, supervised, usl } from './lossReference';

const addon = loadAddon();
/** Of gradients, against central differences in float64; the largest error over the largest value. */
const TOLERANCE: Record<StorageType, number> = { float32: 2e-6, bfloat16: 4e-3 };
const CLASSES = [1, 2, 3, 4, 5, 9];
/** Runs a loss once per gradient type and without one; checks the values and every gradient. */
function check(
  logits: Float32Array,
  values: ArrayLike<number>,
  slope: Float64Array,
  run: (gradient: number) => Float64Array,
): void {
  close(run(NO_STORAGE), values);
  for (const type of ['float32', 'bfloat16'] as const) {
    const gradient = blank(addon, logits.length, type);
    close(run(gradient), values);
    // With one class every gradient is 0.
    if (slope.some((v) => Math.abs(v) > 1e-9)) expect(worstError(addon.read(gradient), slope)).toBeLessThan(TOLERANCE[type]);
    else expect(addon.read(gradient).every((v) => Math.abs(v) < 1e-7)).toBe(true);
    addon.release(gradient);
  }
}

test.each(
  CLASSES.flatMap((classes) => [
    [classes, 1, 7],
    [classes, 2, 16],
    [classes, 3, 21],
  ]),
)('supervised loss of %i classes, %i x %i voxels', (classes, samples, rows) => {
  const logits = logitsOf(samples * rows, classes, 5);
  const options: Supervised = { samples, rows, classes, labels: labelsOf(samples * rows, classes) };
  const id = store(addon, logits, 'float32');
  for (const [entropyWeight, diceWeight] of [
    [1, 1],
    [0.5, 0],
    [0, 2],
  ] as const) {
    const total = (x: ArrayLike<number>) => {
      const [entropy, dice] = supervised(options, x);
      return entropyWeight * entropy + diceWeight * dice;
    };
    check(logits, supervised(options, logits), slopes(total, logits), (gradient) =>
      addon.supervisedLoss(id, options.labels, samples, rows, classes, entropyWeight, diceWeight, gradient),
    );
  }
  addon.release(id);
});

const uslSettings = [
  { t1: 0.65, t2: 0.1, perVoxel: true, excludeComplement: false },
  { t1: 0.65, t2: 0.1, perVoxel: false, excludeComplement: false },
  { t1: 0.8, t2: 0.35, perVoxel: false, excludeComplement: true },
  { t1: 1, t2: 0, perVoxel: false, excludeComplement: false },
  { t1: 0, t2: 1, perVoxel: true, excludeComplement: false },
];

test.each(CLASSES.flatMap((classes) => [5, 16, 37].flatMap((rows) => uslSettings.map((s) => ({ classes, rows, ...s })))))(
  'unified segmentation loss %j',
  (options: Usl) => {
    const { rows, classes, t1, t2, perVoxel, excludeComplement } = options;
    const logits = logitsOf(rows, classes, 6);
    const peer = logitsOf(rows, classes, 7);
    const [a, b] = [store(addon, logits, 'float32'), store(addon, peer, 'float32')];
    const total = (x: ArrayLike<number>) =>
      usl(options, x, peer)
        .slice(0, 3)
        .reduce((sum, v) => sum + v, 0);
    check(logits, usl(options, logits, peer), slopes(total, logits), (gradient) =>
      addon.unifiedSegmentationLoss(a, b, rows, classes, t1, t2, perVoxel, excludeComplement, gradient),
    );
    [a, b].forEach((id) => addon.release(id));
  },
);

test.each(
  (['nll', 'mse'] as const).flatMap((kind) =>
    CLASSES.flatMap(
      (classes) =>
        [
          [kind, classes, 5],
          [kind, classes, 33],
        ] as const,
    ),
  ),
)('%s consistency of %i classes, %i voxels', (kind, classes, rows) => {
  const logits = logitsOf(rows, classes, 8);
  const peer = logitsOf(rows, classes, 9);
  const [a, b] = [store(addon, logits, 'float32'), store(addon, peer, 'float32')];
  check(
    logits,
    [consistency(kind, rows, classes, logits, peer)],
    slopes((x) => consistency(kind, rows, classes, x, peer), logits),
    (g) => addon.consistencyLoss(kind, a, b, rows, classes, g),
  );
  [a, b].forEach((id) => addon.release(id));
});

const fixtures = lossCases();

test('losses.json', () => {
  for (const fixture of fixtures) {
    const { classes, voxels, batch } = fixture;
    const [a, b] = [fixture.student_logits, fixture.peer_logits].map((rows) =>
      store(addon, Float32Array.from(rows.flat()), 'float32'),
    );
    if (a === undefined || b === undefined) throw new Error('no logits');
    const gradient = blank(addon, voxels * classes, 'float32');
    for (const [perVoxel, expected] of [
      [false, fixture.usl_set],
      [true, fixture.usl_voxel],
    ] as const) {
      const found = addon.unifiedSegmentationLoss(a, b, voxels, classes, fixture.t1, fixture.t2, perVoxel, false, gradient);
      close(found, [expected.confident_nll, expected.complement_nll, expected.uncertain_mse, ...expected.counts]);
      close([(found[0] ?? 0) + (found[1] ?? 0) + (found[2] ?? 0)], [expected.total]);
      close(addon.read(gradient), expected.gradient.flat());
    }
    const labels = Int32Array.from(fixture.labels);
    const found = addon.supervisedLoss(a, labels, batch, voxels / batch, classes, 1, 1, gradient);
    close(found, [fixture.supervised.cross_entropy, fixture.supervised.dice]);
    close(addon.read(gradient), fixture.supervised.gradient_of_sum.flat());
    [a, b, gradient].forEach((id) => addon.release(id));
  }
});

test.each([
  {
    classes: 2,
    rows: 4,
    logits: [1, 0, 0, 0.5, -1, 1, 0.2, 0.1],
    peer: [3, 0, 0.3, 0, -1, 0, 0, 0.2],
    expected: [0.195598, 0.298405, 0.022184, 2, 1, 2],
  },
  {
    classes: 3,
    rows: 3,
    logits: [1, 0, -1, 0, 0.5, 0.3, 0.2, 0.1, 0.4],
    peer: [4, 0, 0, 0.2, 0, 0.1, 0, 1.5, -2],
    expected: [0.691217, 0.425947, 0.008739, 2, 2, 1],
  },
])('the unit vectors of docs/method.md 2.3 for $classes classes', ({ classes, rows, logits, peer, expected }) => {
  const [a, b] = [store(addon, Float32Array.from(logits), 'float32'), store(addon, Float32Array.from(peer), 'float32')];
  const found = addon.unifiedSegmentationLoss(a, b, rows, classes, 0.65, 0.1, false, false, NO_STORAGE);
  found.forEach((v, i) => {
    expect(Math.abs(v - (expected[i] ?? Number.NaN))).toBeLessThan(1e-6);
  });
  [a, b].forEach((id) => addon.release(id));
});
