import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { unsupervisedLoss } from '../../../src/core/losses/registry';
import { supervisedLoss } from '../../../src/core/losses/supervised';
import '../../support/cpu';

interface Call {
  inputs: string[];
  attributes: unknown;
}

const names = ['SupervisedLoss', 'UnifiedSegmentationLoss', 'ConsistencyLoss'];
const calls: Call[] = [];

/** Stands in for a backend that has the loss kernels: answers total 7 and one part, and remembers what it was asked. */
function registerFake(kernelName: string, outputs = 2): void {
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs }) => {
    calls.push({ inputs: Object.keys(inputs), attributes: attrs });
    return [tf.scalar(7), tf.tensor1d([1])].slice(0, outputs);
  };
  tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
}

afterEach(() => {
  calls.length = 0;
  for (const name of names) if (tf.getKernel(name, 'cpu') !== undefined) tf.unregisterKernel(name, 'cpu');
});

describe('losses on a backend that has their kernels', () => {
  const logits = tf.zeros([1, 2, 2, 2, 2]);

  it('run the kernel, with the inputs and attributes of its contract', () => {
    for (const name of names) registerFake(name);
    const results = [
      supervisedLoss(logits, tf.zeros([1, 2, 2, 2], 'int32'), { crossEntropyWeight: 0.5, diceWeight: 2 }),
      unsupervisedLoss('usl').evaluate(logits, logits, { kind: 'usl', t1: 0.7, normalise: 'set', excludeComplement: true }),
      unsupervisedLoss('nll').evaluate(logits, logits, { kind: 'nll' }),
      unsupervisedLoss('mse').evaluate(logits, logits, { kind: 'mse' }),
    ];
    expect(calls).toEqual([
      { inputs: ['logits', 'labels'], attributes: { crossEntropyWeight: 0.5, diceWeight: 2 } },
      { inputs: ['logits', 'peerLogits'], attributes: { t1: 0.7, t2: 0.1, perVoxel: false, excludeComplement: true } },
      { inputs: ['logits', 'peerLogits'], attributes: { kind: 'nll' } },
      { inputs: ['logits', 'peerLogits'], attributes: { kind: 'mse' } },
    ]);
    for (const { total, parts } of results) expect([total.dataSync()[0], ...parts.dataSync()]).toEqual([7, 1]);
  });

  it('say which kernel does not answer as agreed', () => {
    registerFake('ConsistencyLoss', 1);
    const evaluate = () => unsupervisedLoss('mse').evaluate(logits, logits, { kind: 'mse' });
    expect(evaluate).toThrow('kernel ConsistencyLoss must return [total, parts]');
  });
});
