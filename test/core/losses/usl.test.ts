import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPLEMENT_FLOOR, usl } from '../../../src/core/losses/usl';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';
import { lossCases } from '../../support/lossFixtures';

type Options = { t1?: number; t2?: number; normalise?: 'voxel' | 'set'; excludeComplement?: boolean };

/** Rows are classes, columns voxels, as docs/method.md 2.3 writes its vectors. */
const fromRows = (rows: number[][]): tf.Tensor => tf.transpose(tf.tensor2d(rows)).reshape([1, 1, 1, -1, rows.length]);

function measure(student: tf.Tensor, peer: tf.Tensor, options: Options = {}): number[] {
  return tf.tidy(() => {
    const { total, parts } = usl.evaluate(student, peer, { kind: 'usl', ...options });
    return [...parts.dataSync(), total.dataSync()[0] as number];
  });
}

function expectNear(actual: number[], expected: number[], digits: number): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, digits));
}

const K2 = {
  student: fromRows([
    [1, 0, -1, 0.2],
    [0, 0.5, 1, 0.1],
  ]),
  peer: fromRows([
    [3, 0.3, -1, 0],
    [0, 0, 0, 0.2],
  ]),
};
const K3 = {
  student: fromRows([
    [1, 0, 0.2],
    [0, 0.5, 0.1],
    [-1, 0.3, 0.4],
  ]),
  peer: fromRows([
    [4, 0.2, 0],
    [0, 0, 1.5],
    [0, 0.1, -2],
  ]),
};

describe('unified segmentation loss', () => {
  it("gives docs/method.md's unit vectors", () => {
    expectNear(measure(K2.student, K2.peer, { normalise: 'set' }), [0.195598, 0.298405, 0.022184, 2, 1, 2, 0.516187], 6);
    // One digit less: the total is 1.1259024, of which docs/method.md prints the sum of the rounded terms.
    expectNear(measure(K3.student, K3.peer, { normalise: 'set' }), [0.691217, 0.425947, 0.008739, 2, 2, 1, 1.125903], 5);
  });

  it('by voxel, every term is its sum over the number of voxels', () => {
    const [confident = 0, complement = 0, uncertain = 0] = measure(K2.student, K2.peer, { normalise: 'set' });
    const expected = [(confident * 2) / 4, (complement * 1) / 4, (uncertain * 2) / 4];
    expectNear(measure(K2.student, K2.peer).slice(0, 3), expected, 6);
  });

  const cases = lossCases();
  it("gives the fixtures' values, counts and gradients", () => {
    for (const { batch, classes, voxels, t1, t2, student_logits, peer_logits, usl_set, usl_voxel } of cases) {
      const shape = [batch, 1, 1, voxels / batch, classes];
      const [student, peer] = [tf.tensor(student_logits.flat(), shape), tf.tensor(peer_logits.flat(), shape)];
      for (const [normalise, expected] of [
        ['set', usl_set],
        ['voxel', usl_voxel],
      ] as const) {
        const { confident_nll, complement_nll, uncertain_mse, counts, total } = expected;
        expectNear(
          measure(student, peer, { t1, t2, normalise }),
          [confident_nll, complement_nll, uncertain_mse, ...counts, total],
          5,
        );
        const gradient = tapeGradient((x) => usl.evaluate(x, peer, { kind: 'usl', t1, t2, normalise }).total, student);
        expect(relativeError(gradient, expected.gradient.flat())).toBeLessThan(3e-6);
      }
    }
  });

  it('has the gradient that finite differences give, for 2 and 3 classes', () => {
    for (const { student, peer } of [K2, K3]) {
      for (const normalise of ['voxel', 'set'] as const) {
        const f = (x: tf.Tensor): tf.Scalar => usl.evaluate(x, peer, { kind: 'usl', normalise }).total;
        expect(relativeError(tapeGradient(f, student), differenceGradient(f, student, 1e-2))).toBeLessThan(1e-3);
      }
    }
  });

  it('sends no gradient to the peer, even when the peer is the student', () => {
    const alone = tapeGradient((x) => usl.evaluate(x, x, { kind: 'usl' }).total, K2.peer);
    const constant = tapeGradient((x) => usl.evaluate(x, K2.peer, { kind: 'usl' }).total, K2.peer);
    expect([...alone]).toEqual([...constant]);
    expect(
      relativeError(
        tapeGradient((x) => usl.evaluate(K2.student, x, { kind: 'usl' }).total.add(x.sum()), K2.peer),
        new Array(8).fill(1),
      ),
    ).toBe(0);
  });

  it('for 2 classes, a peer above 1 - t2 counts twice: the complement term equals the confident one (docs/method.md 2.5)', () => {
    const peer = tf.tensor([5, 0, 0, 4, -3, 3], [1, 1, 1, 3, 2]);
    const student = tf.tensor([0.3, -0.1, 0.8, 0.2, -1, 0.5], [1, 1, 1, 3, 2]);
    const [confident, complement, uncertain] = measure(student, peer);
    expect(complement).toBeCloseTo(confident as number, 6);
    expect(uncertain).toBe(0);
  });

  it('is 0 where a set is empty', () => {
    const same = tf.zeros([1, 1, 1, 4, 2]);
    expectNear(measure(same, same, { normalise: 'set' }), [0, 0, 0, 0, 0, 4, 0], 9);
  });

  it('can leave the complement set out of the uncertain one', () => {
    // Peer probabilities .622/.378 with t1 .9 and t2 .4: uncertain and in the complement set at once.
    const peer = tf.tensor([0.5, 0], [1, 1, 1, 1, 2]);
    const student = tf.tensor([0, 1], [1, 1, 1, 1, 2]);
    expect(measure(student, peer, { t1: 0.9, t2: 0.4 }).slice(3, 6)).toEqual([0, 1, 1]);
    expect(measure(student, peer, { t1: 0.9, t2: 0.4, excludeComplement: true }).slice(2, 6)).toEqual([0, 0, 1, 0]);
  });

  it('stays finite for extreme logits: in log space for 2 classes, floored for more', () => {
    const extreme = (values: number[]): tf.Tensor => tf.tensor(values, [1, 1, 1, 1, values.length]);
    const gradient = (student: tf.Tensor, peer: tf.Tensor): number[] => [
      ...tapeGradient((x) => usl.evaluate(x, peer, { kind: 'usl' }).total, student),
    ];
    expect(measure(extreme([-60, 60]), extreme([60, -60]))[1]).toBeCloseTo(120, 4);
    expectNear(gradient(extreme([-60, 60]), extreme([60, -60])), [-2, 2], 5);
    // The student is certain of class 1, which the peer rules out; class 2, ruled out by both, costs nothing.
    const [, complement] = measure(extreme([-60, 60, -60]), extreme([60, -60, -60]));
    expect(complement).toBeCloseTo(-Math.log(COMPLEMENT_FLOOR), 4);
    expectNear(gradient(extreme([-60, 60, -60]), extreme([60, -60, -60])), [-1, 1, 0], 5);
  });

  it('splits all voxels into confident and uncertain ones, and agrees with a plain loop', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 0, max: 1e9 }), (classes, seed) => {
        const voxels = 12;
        const student = tf.randomNormal([voxels, classes], 0, 2, 'float32', seed);
        const peer = tf.randomNormal([voxels, classes], 0, 2, 'float32', seed + 1);
        const measured = measure(student, peer);
        expectNear(measured, plainLoop(student.arraySync() as number[][], peer.arraySync() as number[][]), 4);
        expect((measured[3] as number) + (measured[5] as number)).toBe(voxels);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses logits of different shapes and settings that are not its own', () => {
    expect(() => usl.evaluate(tf.zeros([1, 2, 2]), tf.zeros([1, 4, 2]), { kind: 'usl' })).toThrow(
      '[1,2,2] and peer logits [1,4,2]',
    );
    expect(() => usl.evaluate(tf.zeros([1, 2]), tf.zeros([1, 2]), { kind: 'nll' })).toThrow();
    expect(() => usl.evaluate(tf.zeros([1, 2]), tf.zeros([1, 2]), { kind: 'usl', t1: 2 })).toThrow();
  });
});

/** The definition, voxel by voxel in float64, with the default settings. */
function plainLoop(student: number[][], peer: number[][]): number[] {
  const sums = [0, 0, 0];
  const counts = [0, 0, 0];
  const softmax = (row: number[]): number[] => {
    const exps = row.map((value) => Math.exp(value));
    const sum = exps.reduce((a, b) => a + b);
    return exps.map((value) => value / sum);
  };
  student.forEach((row, voxel) => {
    const p = softmax(row);
    const q = softmax(peer[voxel] as number[]);
    const c = Math.max(...q);
    const add = (term: number, value: number): void => {
      sums[term] = (sums[term] as number) + value;
      counts[term] = (counts[term] as number) + 1;
    };
    if (c > 0.65) add(0, -c * Math.log(p[q.indexOf(c)] as number));
    else add(2, p.reduce((sum, value, k) => sum + (value - (q[k] as number)) ** 2, 0) / p.length);
    const low = q.flatMap((value, k) => (value < 0.1 ? [-(1 - value) * Math.log(1 - (p[k] as number))] : []));
    if (low.length > 0)
      add(
        1,
        low.reduce((a, b) => a + b),
      );
  });
  const means = sums.map((sum) => sum / student.length);
  return [...means, ...counts, means.reduce((a, b) => a + b)];
}
