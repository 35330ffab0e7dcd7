import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { mse, nll } from '../../../src/core/losses/consistency';
import { unsupervisedLoss, unsupervisedSettings } from '../../../src/core/losses/registry';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';

const student = tf.tensor([1, 0, -0.5, 0.4, 0.3, 0.9], [1, 1, 1, 2, 3]);
const peer = tf.tensor([0.2, 2, 0.1, 1, -1, 0.5], [1, 1, 1, 2, 3]);

const softmax = (row: number[]): number[] => {
  const exps = row.map((value) => Math.exp(value));
  const sum = exps.reduce((a, b) => a + b);
  return exps.map((value) => value / sum);
};

describe('consistency losses', () => {
  it("nll is the mean of -log p at the peer's most probable class", () => {
    const [first, second] = [softmax([1, 0, -0.5]), softmax([0.4, 0.3, 0.9])];
    const expected = -(Math.log(first[1] as number) + Math.log(second[0] as number)) / 2;
    const { total, parts } = nll.evaluate(student, peer, { kind: 'nll' });
    expect(total.dataSync()[0]).toBeCloseTo(expected, 6);
    expect([...parts.dataSync()]).toEqual([...total.dataSync()]);
  });

  it('mse is the mean over voxels and classes of the squared difference of probabilities', () => {
    const p = [...softmax([1, 0, -0.5]), ...softmax([0.4, 0.3, 0.9])];
    const q = [...softmax([0.2, 2, 0.1]), ...softmax([1, -1, 0.5])];
    const expected = p.reduce((sum, value, i) => sum + (value - (q[i] as number)) ** 2, 0) / 6;
    expect(mse.evaluate(student, peer, { kind: 'mse' }).total.dataSync()[0]).toBeCloseTo(expected, 6);
    expect(mse.evaluate(peer, peer, { kind: 'mse' }).total.dataSync()[0]).toBe(0);
  });

  it('have the gradients that finite differences give, for the student only', () => {
    for (const loss of [nll, mse]) {
      const f = (x: tf.Tensor): tf.Scalar => loss.evaluate(x, peer, { kind: loss.id }).total;
      expect(relativeError(tapeGradient(f, student), differenceGradient(f, student, 1e-2))).toBeLessThan(1e-3);
      const ofPeer = tapeGradient((x) => loss.evaluate(student, x, { kind: loss.id }).total.add(x.sum()), peer);
      expect([...ofPeer].every((value) => value === 1)).toBe(true);
    }
  });

  it('are found by their ids, and the settings of each are known', () => {
    expect(unsupervisedLoss('mse')).toBe(mse);
    expect(() => unsupervisedLoss('crc' as 'nll')).toThrow("unknown unsupervised loss 'crc'; known: usl, nll, mse, ce, dice");
    expect(unsupervisedSettings.parse({ kind: 'usl', t1: 0.8 })).toEqual({
      kind: 'usl',
      t1: 0.8,
      t2: 0.1,
      normalise: 'voxel',
      excludeComplement: false,
      uncertain: true,
    });
    expect(unsupervisedSettings.safeParse({ kind: 'nll', t1: 0.8 }).success).toBe(false);
  });
});
