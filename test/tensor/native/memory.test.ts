import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { convNormRelu } from '../../../src/core/ops/convNormRelu';
import { addon, gridValues, NOT_BUILT, useNative, withoutAddon } from '../../core/ops/support';
import { createNetwork } from './network';

const SHAPE: tf.ShapeMap['R5'] = [2, 8, 8, 8, 1];
const COUNT = tf.util.sizeFromShape(SHAPE);
const used = (): number => addon?.memory().used ?? NaN;

/** Bytes in use beyond what was there, at the highest point of `work`. */
function peakOf(work: () => void): number {
  const before = used();
  addon?.resetPeak();
  work();
  return (addon?.memory().peak ?? NaN) - before;
}

describe.skipIf(withoutAddon)(`memory of the native backend${NOT_BUILT}`, () => {
  it.each(['float32', 'bfloat16'] as const)('does not grow over 50 training steps in %s', async (precision) => {
    await useNative(precision);
    const network = createNetwork();
    const buffers = tf.tidy(() => network.variables.map((v) => tf.variable(tf.zerosLike(v), false)));
    const states: string[] = [];
    const losses: number[] = [];
    for (let step = 0; step < 50; step++) {
      tf.tidy(() => {
        const x = tf.tensor(gridValues(COUNT, 3), SHAPE) as tf.Tensor5D;
        const labels = tf.tensor(
          Int32Array.from(gridValues(COUNT, 3), (v) => (v > 0 ? 1 : 0)),
          SHAPE.slice(0, 4),
          'int32',
        );
        const { value, grads } = tf.variableGrads(() => {
          const [total] = tf
            .engine()
            .runKernel<tf.Tensor[]>(
              'SupervisedLoss',
              { logits: network.forward(x), labels },
              { crossEntropyWeight: 1, diceWeight: 1 },
            );
          return total as tf.Scalar;
        }, network.variables);
        network.variables.forEach((weights, i) => {
          const inputs = { weights, gradient: grads[weights.name] as tf.Tensor, momentumBuffer: buffers[i] as tf.Tensor };
          tf.engine().runKernel('SgdMomentum', inputs, { learningRate: 0.01, momentum: 0.9, weightDecay: 0 });
        });
        losses.push(value.dataSync()[0] ?? NaN);
      });
      // The first step moves the variables to native memory.
      if (step > 0)
        states.push(JSON.stringify([tf.memory().numTensors, tf.memory().numDataBuffers, used(), addon?.memory().storages]));
    }
    expect(new Set(states).size).toBe(1);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? NaN) / 2);
    network.dispose();
    tf.dispose(buffers);
  });

  const BLOCKS = 16;
  const SPACE: tf.ShapeMap['R5'] = [1, 16, 16, 16, 8];
  const chain = (x: tf.Tensor5D, filter: tf.Tensor5D): tf.Tensor5D => {
    let y = x;
    for (let i = 0; i < BLOCKS; i++) {
      const input = y;
      y = convNormRelu(input, { filter }, { kind: 'same', norm: 'batch', training: true });
      if (input !== x && tf.engine().state.gradientDepth === 0) input.dispose();
    }
    return y;
  };
  // One activation of the chain, in bytes; the tape holds z and y of every block.
  const unit = (bytesPerElement: number): number => tf.util.sizeFromShape(SPACE) * bytesPerElement;

  it.each([
    ['float32', 4],
    ['bfloat16', 2],
  ] as const)('frees activations and gradients during the backward pass in %s', async (precision, bytes) => {
    await useNative(precision);
    tf.tidy(() => {
      const x = tf.tensor(gridValues(tf.util.sizeFromShape(SPACE), 1), SPACE) as tf.Tensor5D;
      const filter = tf.tensor(
        gridValues(27 * 64, 2).map((v) => v / 8),
        [3, 3, 3, 8, 8],
      ) as tf.Tensor5D;
      const gradient = (): void => tf.dispose(tf.grad((f: tf.Tensor) => tf.sum(chain(x, f as tf.Tensor5D)))(filter));
      gradient(); // moves x to native memory, and lets oneDNN make its primitives
      // At the turning point: all z and y, dy and dx, and the convolution's scratch, which is float32 where bfloat16 is emulated. Without
      // early release, the gradients of all blocks come on top.
      expect(peakOf(gradient) / unit(bytes)).toBeLessThan(2 * BLOCKS + 12);
    });
  });

  it.each([
    ['float32', 4],
    ['bfloat16', 2],
  ] as const)('keeps nothing of a forward pass without a gradient in %s', async (precision, bytes) => {
    await useNative(precision);
    tf.tidy(() => {
      const x = tf.tensor(gridValues(tf.util.sizeFromShape(SPACE), 1), SPACE) as tf.Tensor5D;
      const filter = tf.tensor(gridValues(27 * 64, 2), [3, 3, 3, 8, 8]) as tf.Tensor5D;
      const forward = (): void => chain(x, filter).dispose();
      forward();
      // Input and output of one block, normalised in place, beside the conversion of x and the convolution's scratch.
      expect(peakOf(forward) / unit(bytes)).toBeLessThan(8);
    });
  });
});
