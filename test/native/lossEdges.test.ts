import { expect, test } from 'vitest';
import { NO_STORAGE } from '../../src/tensor/native/addon';
import { blank, identical, loadAddon, store } from './load';
import type { Usl } from './lossReference';
import { close, labelsOf, logitsOf, slopes, supervised, usl } from './lossReference';

const addon = loadAddon();

test('equal peer logits take the lowest class', () => {
  const logits = store(addon, Float32Array.of(0, 1, 2), 'float32');
  const peer = store(addon, Float32Array.of(1, 3, 3), 'float32');
  const [found] = addon.consistencyLoss('nll', logits, peer, 1, 3, NO_STORAGE);
  expect(found).toBeCloseTo(Math.log(Math.E ** 0 + Math.E ** 1 + Math.E ** 2) - 1, 6);
  [logits, peer].forEach((id) => addon.release(id));
});

test.each([2, 3])(
  'tiny probabilities keep their precision, and more than two classes the floor of 1 - p (%i classes)',
  (classes) => {
    // The student is sure of what the peer rules out (the floor), and just as sure of what the peer is sure of (tiny loss).
    const rows = 2;
    const logits = Float32Array.from(
      [
        [20, 0],
        [12, 0],
      ].flatMap((row) => [...row, -30].slice(0, classes)),
    );
    const peer = Float32Array.from(
      [
        [-10, 0],
        [9, 0],
      ].flatMap((row) => [...row, -1].slice(0, classes)),
    );
    const [a, b, gradient] = [
      store(addon, logits, 'float32'),
      store(addon, peer, 'float32'),
      blank(addon, rows * classes, 'float32'),
    ];
    const options: Usl = { rows, classes, t1: 0.65, t2: 0.1, perVoxel: true, excludeComplement: false };
    const found = addon.unifiedSegmentationLoss(a, b, rows, classes, 0.65, 0.1, true, false, gradient);
    close(found, usl(options, logits, peer));
    const total = (x: ArrayLike<number>) =>
      usl(options, x, peer)
        .slice(0, 3)
        .reduce((sum, v) => sum + v, 0);
    close(addon.read(gradient), slopes(total, logits));
    const [easy] = addon.consistencyLoss(
      'nll',
      store(addon, Float32Array.of(14, 0), 'float32'),
      store(addon, Float32Array.of(1, 0), 'float32'),
      1,
      2,
      NO_STORAGE,
    );
    expect((easy ?? 0) / Math.log1p(Math.exp(-14))).toBeCloseTo(1, 5);
    [a, b, gradient].forEach((id) => addon.release(id));
  },
);

test('a NaN logit makes the loss NaN', () => {
  const logits = store(addon, Float32Array.of(1, 2, 3, Number.NaN, 1, 2), 'float32');
  const peer = store(addon, Float32Array.of(4, 0, 0, 4, 4, 0), 'float32');
  expect(addon.supervisedLoss(logits, Int32Array.of(0, 0, 1), 1, 3, 2, 1, 1, NO_STORAGE)).toEqual(
    Float64Array.of(Number.NaN, Number.NaN),
  );
  expect(addon.consistencyLoss('nll', logits, peer, 3, 2, NO_STORAGE)[0]).toBeNaN();
  expect(addon.consistencyLoss('mse', logits, peer, 3, 2, NO_STORAGE)[0]).toBeNaN();
  expect(addon.unifiedSegmentationLoss(logits, peer, 3, 2, 0.65, 0.1, true, false, NO_STORAGE).some(Number.isNaN)).toBe(true);
  [logits, peer].forEach((id) => addon.release(id));
});

test.each([2, 3])('volumes: values and gradients do not depend on the number of threads (%i classes)', (classes) => {
  const rows = 60_001;
  const logits = logitsOf(2 * rows, classes, 10);
  const peer = logitsOf(2 * rows, classes, 11);
  const labels = labelsOf(2 * rows, classes);
  const threads = addon.machine().threads;
  const [a, b, gradient] = [
    store(addon, logits, 'float32'),
    store(addon, peer, 'float32'),
    addon.allocate(logits.length, 'float32'),
  ];
  const outcomes = [1, 2, 3, 2].map((team) => {
    addon.setThreads(team);
    const runs = [
      () => addon.supervisedLoss(a, labels, 2, rows, classes, 1, 1, gradient),
      () => addon.unifiedSegmentationLoss(a, b, 2 * rows, classes, 0.65, 0.1, false, false, gradient),
      () => addon.consistencyLoss('nll', a, b, 2 * rows, classes, gradient),
      () => addon.consistencyLoss('mse', a, b, 2 * rows, classes, gradient),
    ];
    return runs.map((run) => [run(), addon.read(gradient)] as const);
  });
  addon.setThreads(threads);
  for (const outcome of outcomes)
    outcome.forEach(([values, slope], i) => {
      expect(values).toEqual(outcomes[0]?.[i]?.[0]);
      expect(identical(slope, outcomes[0]?.[i]?.[1] ?? new Float32Array())).toBe(true);
    });
  close(outcomes[0]?.[0]?.[0] ?? [], supervised({ samples: 2, rows, classes, labels }, logits));
  const options = { rows: 2 * rows, classes, t1: 0.65, t2: 0.1, perVoxel: false, excludeComplement: false };
  close((outcomes[0]?.[1]?.[0] ?? new Float64Array()).slice(0, 3), usl(options, logits, peer).slice(0, 3));
  [a, b, gradient].forEach((id) => addon.release(id));
});
