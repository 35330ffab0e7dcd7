/** Fused losses and their gradients against the plain forms on 'js'. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { unsupervisedLoss } from '../../../src/core/losses/registry';
import { supervisedLoss } from '../../../src/core/losses/supervised';
import type { LossValue } from '../../../src/core/losses/types';
import type { Named } from '../../core/ops/support';
import { addon, gridValues, NOT_BUILT, useJs, useNative, withoutAddon, worstError } from '../../core/ops/support';

type Loss = (logits: tf.Tensor, peer: tf.Tensor, labels: tf.Tensor) => LossValue;

const usl =
  (settings: object): Loss =>
  (logits, peer) =>
    unsupervisedLoss('usl').evaluate(logits, peer, {
      kind: 'usl',
      t1: 0.65,
      t2: 0.1,
      normalise: 'voxel',
      excludeComplement: false,
      ...settings,
    });

const losses: Record<string, Loss> = {
  'cross entropy and Dice': (logits, _, labels) => supervisedLoss(logits, labels, { crossEntropyWeight: 1, diceWeight: 1 }),
  'cross entropy alone': (logits, _, labels) => supervisedLoss(logits, labels, { crossEntropyWeight: 0.5, diceWeight: 0 }),
  'Dice alone': (logits, _, labels) => supervisedLoss(logits, labels, { crossEntropyWeight: 0, diceWeight: 2 }),
  'USL by voxel': usl({}),
  'USL by set': usl({ normalise: 'set' }),
  'USL without complement in the uncertain set': usl({ t1: 0.8, t2: 0.4, excludeComplement: true }),
  nll: (logits, peer) => unsupervisedLoss('nll').evaluate(logits, peer, { kind: 'nll' }),
  mse: (logits, peer) => unsupervisedLoss('mse').evaluate(logits, peer, { kind: 'mse' }),
};

function run(loss: Loss, classes: number, factor: number): Named {
  const shape = [2, 3, 4, 5, classes];
  const count = tf.util.sizeFromShape(shape);
  return tf.tidy(() => {
    const peer = tf.tensor(
      gridValues(count, 2).map((v) => 2 * v),
      shape,
    );
    const labels = tf.tensor(
      Int32Array.from(gridValues(count / classes, 3), (v) => Math.round(v * 64 + 127) % classes),
      shape.slice(0, -1),
      'int32',
    );
    let parts = new Float32Array();
    const { value, grad } = tf.valueAndGrad((logits: tf.Tensor) => {
      const result = loss(logits, peer, labels);
      parts = result.parts.dataSync().slice() as Float32Array<ArrayBuffer>;
      return tf.mul(result.total, factor);
    })(tf.tensor(gridValues(count, 1), shape));
    return { total: value.dataSync() as Float32Array, parts, gradient: grad.dataSync() as Float32Array };
  });
}

describe.skipIf(withoutAddon)(`fused losses${NOT_BUILT}`, () => {
  for (const [name, loss] of Object.entries(losses)) {
    it.each([
      ['float32', 1e-5],
      ['bfloat16', 1e-2],
    ] as const)(`${name}: value, parts and gradient in %s`, async (precision, tolerance) => {
      for (const classes of [2, 3, 5])
        for (const factor of [1, 0.3]) {
          await useJs();
          const expected = run(loss, classes, factor);
          await useNative(precision);
          const worst = worstError(run(loss, classes, factor), expected);
          expect(worst.error, `${classes} classes, ${worst.name}`).toBeLessThan(tolerance);
        }
    });
  }

  it('give only total and parts outside a tape, and leave nothing behind', async () => {
    await useNative();
    const before = { tensors: tf.memory().numTensors, used: addon?.memory().used };
    tf.tidy(() => {
      const logits = tf.tensor(gridValues(48, 1), [1, 2, 3, 4, 2]);
      const { total } = unsupervisedLoss('mse').evaluate(logits, logits, { kind: 'mse' });
      expect(total.dataSync()[0]).toBeCloseTo(0, 12);
    });
    expect({ tensors: tf.memory().numTensors, used: addon?.memory().used }).toEqual(before);
  });

  it('refuse shapes that do not fit', async () => {
    await useNative();
    const runKernel = (name: string, inputs: tf.NamedTensorMap): unknown =>
      tf.engine().runKernel(name, inputs, { crossEntropyWeight: 1, diceWeight: 1 });
    const logits = tf.zeros([1, 2, 3, 4, 2]);
    expect(() => runKernel('SupervisedLoss', { logits, labels: tf.zeros([1, 2, 3, 5], 'int32') })).toThrow(
      /labels must have the shape \[1,2,3,4\]/,
    );
    expect(() => runKernel('ConsistencyLoss', { logits, peerLogits: tf.zeros([1, 2, 3, 4, 3]) })).toThrow(/peerLogits/);
    expect(() => runKernel('ConsistencyLoss', { logits })).toThrow(/input 'peerLogits' is missing/);
  });
});
