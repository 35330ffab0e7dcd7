import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { reliability, reliablePseudoLabelLoss } from '../../../src/core/losses/reliablePseudoLabel';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';

const value = (x: tf.Tensor): number => x.dataSync()[0] as number;
const voxels = (rows: number[][], samples = 1): tf.Tensor =>
  tf.tensor(rows.flat(), [samples, 1, 1, rows.length / samples, rows[0]?.length ?? 0]);
/** ln(p): logits whose softmax is p. */
const logits = (p: number[][]): tf.Tensor => voxels(p.map((row) => row.map(Math.log)));

describe('reliable pseudo-labels', () => {
  it('weigh 1 where the peer is certain and its features are orthogonal from class to class', () => {
    const p = tf.tensor3d([1, 0, 0, 1, 1, 0], [1, 3, 2]);
    const f = tf.tensor3d([3, 0, 0, 5, 0.1, 0], [1, 3, 2]);
    for (const w of reliability(p, f).dataSync()) expect(w).toBeCloseTo(1, 6);
  });

  it('weigh less where a voxel looks like the other class', () => {
    // The last voxel says class 0 and looks like class 1: the prototype of class 0 is (2, 1) / sqrt 5.
    const p = tf.tensor3d([1, 0, 1, 0, 0, 1, 1, 0], [1, 4, 2]);
    const f = tf.tensor3d([1, 0, 1, 0, 0, 1, 0, 1], [1, 4, 2]);
    const [own, other] = [1 / Math.sqrt(5), 1];
    const expected = 1 - ((own - 1) ** 2 + (other - 0) ** 2) / 2;
    expect(reliability(p, f).dataSync()[3]).toBeCloseTo(expected, 6);
  });

  it('take a class without a voxel as unlike everything', () => {
    // One class only: s = (1, 0), p = (.8, .2).
    const p = tf.tensor3d([0.8, 0.2], [1, 1, 2]);
    expect(reliability(p, tf.tensor3d([2, 0], [1, 1, 2])).dataSync()[0]).toBeCloseTo(1 - (0.2 ** 2 + 0.2 ** 2) / 2, 6);
  });

  it('are not taught by a peer that is no surer: two equal decoders teach each other nothing', () => {
    const opinion = {
      logits: logits([
        [0.7, 0.3],
        [0.2, 0.8],
      ]),
      features: voxels([
        [1, 0],
        [0, 1],
      ]),
    };
    const { loss, share } = reliablePseudoLabelLoss(opinion, opinion);
    expect(value(loss)).toBe(0);
    expect(value(share)).toBe(0);
  });

  it('are taught where the peer is surer, as the mean over those voxels of w CE', () => {
    const own = {
      logits: logits([
        [0.6, 0.4],
        [0.1, 0.9],
      ]),
      features: voxels([
        [1, 1],
        [1, 1],
      ]),
    };
    const peer = {
      logits: logits([
        [0.05, 0.95],
        [0.3, 0.7],
      ]),
      features: voxels([
        [0, 2],
        [1, 0],
      ]),
    };
    // Both voxels are class 1 for the peer; its prototype is (1, 2) / sqrt 5, class 0 has none. Only the first voxel is taught.
    const s = [0, 2 / Math.sqrt(5)] as const;
    const w = 1 - ((s[0] - 0.05) ** 2 + (s[1] - 0.95) ** 2) / 2;
    const { loss, share } = reliablePseudoLabelLoss(own, peer);
    expect(value(loss)).toBeCloseTo((w * -Math.log(0.4)) / (1 + 1e-6), 5);
    expect(value(share)).toBe(0.5);
  });

  it('keep the samples of a batch apart', () => {
    const p = tf.tensor3d([1, 0, 0, 1, 1, 0, 0, 1], [2, 2, 2]);
    // In the second sample the features are swapped: with a prototype over both samples w would be less than 1.
    const f = tf.tensor3d([1, 0, 0, 1, 0, 1, 1, 0], [2, 2, 2]);
    for (const w of reliability(p, f).dataSync()) expect(w).toBeCloseTo(1, 6);
  });

  it('have the gradient that finite differences give, and none for the peer', () => {
    const own = {
      logits: logits([
        [0.5, 0.3, 0.2],
        [0.3, 0.4, 0.3],
      ]),
      features: voxels([
        [1, 0.5],
        [0.2, 1],
      ]),
    };
    const peer = {
      logits: logits([
        [0.9, 0.05, 0.05],
        [0.1, 0.1, 0.8],
      ]),
      features: voxels([
        [1, 0.2],
        [0.3, 2],
      ]),
    };
    const f = (x: tf.Tensor): tf.Scalar => reliablePseudoLabelLoss({ ...own, logits: x }, peer).loss;
    expect(relativeError(tapeGradient(f, own.logits), differenceGradient(f, own.logits, 1e-2))).toBeLessThan(1e-3);
    const ofPeer = tapeGradient(
      (x) => reliablePseudoLabelLoss(own, { ...peer, logits: x }).loss.add(x.sum()) as tf.Scalar,
      peer.logits,
    );
    expect([...ofPeer].every((one) => one === 1)).toBe(true);
  });
});
