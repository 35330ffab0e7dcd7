import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nll } from '../../../src/core/losses/consistency';
import { exactSupervised } from '../../../src/core/losses/exact/supervised';
import { ce, dice } from '../../../src/core/losses/pseudoLabel';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';

const studentRows = [
  [1, 0, -0.5],
  [0.4, 0.3, 0.9],
];
const student = tf.tensor(studentRows.flat(), [2, 1, 1, 1, 3]);
const peer = tf.tensor([0.2, 2, 0.1, 1, -1, 0.5], [2, 1, 1, 1, 3]);
const value = (total: tf.Scalar): number => total.dataSync()[0] as number;

describe('supervised losses on pseudo-labels', () => {
  it('ce is the cross entropy of both distributions, and nll where the peer is certain', () => {
    const softmax = (row: number[]): number[] => {
      const exps = row.map(Math.exp);
      const sum = exps.reduce((a, b) => a + b);
      return exps.map((one) => one / sum);
    };
    const rows: [number[], number[]][] = [
      [
        [1, 0, -0.5],
        [0.2, 2, 0.1],
      ],
      [
        [0.4, 0.3, 0.9],
        [1, -1, 0.5],
      ],
    ];
    const expected = rows
      .map(([p, q]) => softmax(q).reduce((sum, weight, k) => sum - weight * Math.log(softmax(p)[k] ?? 0), 0))
      .reduce((sum, term) => sum + term / 2, 0);
    expect(value(ce.evaluate(student, peer, { kind: 'ce' }).total)).toBeCloseTo(expected, 6);
    const certain = tf.mul(peer, 1000);
    const hard = value(nll.evaluate(student, certain, { kind: 'nll' }).total);
    expect(value(ce.evaluate(student, certain, { kind: 'ce' }).total)).toBeCloseTo(hard, 6);
  });

  it("dice is the supervised one against the peer's argmax, sample by sample", () => {
    const expected = exactSupervised(studentRows, [1, 0], 2).dice;
    const { total, parts } = dice.evaluate(student, peer, { kind: 'dice' });
    expect(value(total)).toBeCloseTo(expected, 6);
    expect([...parts.dataSync()]).toEqual([...total.dataSync()]);
  });

  it('have the gradients that finite differences give, for the student only', () => {
    for (const loss of [ce, dice]) {
      const f = (x: tf.Tensor): tf.Scalar => loss.evaluate(x, peer, { kind: loss.id }).total;
      expect(relativeError(tapeGradient(f, student), differenceGradient(f, student, 1e-2))).toBeLessThan(2e-3);
      const ofPeer = tapeGradient((x) => loss.evaluate(student, x, { kind: loss.id }).total.add(x.sum()), peer);
      expect([...ofPeer].every((one) => one === 1)).toBe(true);
    }
  });
});
