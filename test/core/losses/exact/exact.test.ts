import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactSupervised } from '../../../../src/core/losses/exact/supervised';
import { exactUsl } from '../../../../src/core/losses/exact/usl';
import { supervisedLoss } from '../../../../src/core/losses/supervised';
import { COMPLEMENT_FLOOR, usl } from '../../../../src/core/losses/usl';
import '../../../support/cpu';
import { relativeError, tapeGradient } from '../../../support/gradient';
import { lossCases } from '../../../support/lossFixtures';

const base = { t1: 0.65, t2: 0.1, normalise: 'voxel', excludeComplement: false } as const;

function expectClose(actual: unknown, expected: unknown, tolerance: number): void {
  const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number]);
  const [a, b] = [flat(actual), flat(expected)];
  expect(a.length).toBe(b.length);
  for (const [i, value] of a.entries()) expect(Math.abs(value - (b[i] ?? Number.NaN)), `number ${i}`).toBeLessThan(tolerance);
}

/** Central differences in float64. */
function differences(f: (logits: number[][]) => number, logits: number[][]): number[][] {
  const step = 1e-5;
  return logits.map((row, v) =>
    row.map((value, k) => {
      const moved = (by: number): number => f(logits.with(v, row.with(k, value + by)));
      return (moved(step) - moved(-step)) / (2 * step);
    }),
  );
}

const logit = fc.double({ min: -5, max: 5, noNaN: true });
/** Batches of 1 to 3 samples of 1 to 5 voxels, 2 to 5 classes. */
const cases = fc
  .record({
    classes: fc.integer({ min: 2, max: 5 }),
    batch: fc.integer({ min: 1, max: 3 }),
    length: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ classes, batch, length }) => {
    const rows = fc.array(fc.array(logit, { minLength: classes, maxLength: classes }), {
      minLength: batch * length,
      maxLength: batch * length,
    });
    const labels = fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: batch * length, maxLength: batch * length });
    return fc.record({ classes: fc.constant(classes), batch: fc.constant(batch), student: rows, peer: rows, labels });
  });
const settings = fc.record({
  t1: fc.double({ min: 0, max: 1, noNaN: true }),
  t2: fc.double({ min: 0, max: 1, noNaN: true }),
  normalise: fc.constantFrom('set' as const, 'voxel' as const),
  excludeComplement: fc.boolean(),
  uncertain: fc.boolean(),
});

describe('losses in float64', () => {
  const fixtures = lossCases();
  it('equal the fixtures to 12 digits', () => {
    for (const { batch, t1, t2, student_logits, peer_logits, labels, usl_set, usl_voxel, supervised } of fixtures) {
      for (const [normalise, expected] of [
        ['set', usl_set],
        ['voxel', usl_voxel],
      ] as const) {
        const exact = exactUsl(student_logits, peer_logits, { ...base, t1, t2, normalise });
        const { total, confident_nll, complement_nll, uncertain_mse, counts, gradient } = expected;
        expect(exact.counts).toEqual(counts);
        expectClose([exact.total, exact.confident, exact.complement], [total, confident_nll, complement_nll], 1e-12);
        expectClose([exact.uncertain, exact.gradient], [uncertain_mse, gradient], 1e-12);
      }
      const exact = exactSupervised(student_logits, labels, batch);
      const { cross_entropy, dice, gradient_of_sum } = supervised;
      expectClose([exact.crossEntropy, exact.dice, exact.gradient], [cross_entropy, dice, gradient_of_sum], 1e-12);
    }
  });

  it('have the gradients of finite differences', () => {
    fc.assert(
      fc.property(cases, settings, ({ student, peer, labels, batch }, options) => {
        const total = (logits: number[][]): number => exactUsl(logits, peer, options).total;
        expectClose(exactUsl(student, peer, options).gradient, differences(total, student), 1e-6);
        const sum = (logits: number[][]): number => {
          const { crossEntropy, dice } = exactSupervised(logits, labels, batch);
          return crossEntropy + dice;
        };
        expectClose(exactSupervised(student, labels, batch).gradient, differences(sum, student), 1e-6);
      }),
      { numRuns: 100 },
    );
  });

  it('agree with the tensor losses, in value and gradient', () => {
    fc.assert(
      fc.property(cases, ({ student, peer, labels, batch, classes }) => {
        const shape = [batch, 1, 1, student.length / batch, classes];
        const [x, q] = [tf.tensor(student.flat(), shape), tf.tensor(peer.flat(), shape)];
        for (const normalise of ['set', 'voxel'] as const) {
          const options = { ...base, normalise };
          const exact = exactUsl(student, peer, options);
          const { parts } = usl.evaluate(x, q, { kind: 'usl', ...options });
          expectClose([...parts.dataSync()], [exact.confident, exact.complement, exact.uncertain, ...exact.counts], 1e-4);
          const gradient = tapeGradient((logits) => usl.evaluate(logits, q, { kind: 'usl', ...options }).total, x);
          expectClose([...gradient], exact.gradient.flat(), 1e-5);
        }
        const exact = exactSupervised(student, labels, batch);
        const truth = tf.tensor(labels, shape.slice(0, -1), 'int32');
        const weights = { crossEntropyWeight: 1, diceWeight: 1 };
        expectClose([...supervisedLoss(x, truth, weights).parts.dataSync()], [exact.crossEntropy, exact.dice], 1e-5);
        const gradient = tapeGradient((logits) => supervisedLoss(logits, truth, weights).total, x);
        expectClose([...gradient], exact.gradient.flat(), 1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('agree with the tensor losses where logits are saturated and where peers tie', () => {
    const student = [
      [-60, 60, -60],
      [40, -40, 0],
      [0, 0, 0],
      [-3, 30, 2],
    ];
    const peer = [
      [60, -60, -60],
      [-40, 40, 0],
      [1, 1, -9],
      [2, 2, 2],
    ];
    const exact = exactUsl(student, peer, base);
    const shape = [1, 1, 1, 4, 3];
    const [x, q] = [tf.tensor(student.flat(), shape), tf.tensor(peer.flat(), shape)];
    const { parts } = usl.evaluate(x, q, { kind: 'usl' });
    expectClose([...parts.dataSync()], [exact.confident, exact.complement, exact.uncertain, ...exact.counts], 1e-4);
    const gradient = tapeGradient((logits) => usl.evaluate(logits, q, { kind: 'usl' }).total, x);
    expect(relativeError(gradient, exact.gradient.flat())).toBeLessThan(1e-5);
    const floored = exactUsl(student.slice(0, 1), peer.slice(0, 1), base);
    expect(floored.complement).toBeCloseTo(-Math.log(COMPLEMENT_FLOOR), 9);
  });

  it('count a threshold that is met exactly as not passed', () => {
    const even = [[0, 0]];
    expect(exactUsl(even, even, { ...base, t1: 0.5, t2: 0.5 }).counts).toEqual([0, 0, 1]);
    expect(exactUsl(even, even, { ...base, t1: 0.49, t2: 0.51 }).counts).toEqual([1, 1, 0]);
  });
});
