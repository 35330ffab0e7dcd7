import * as tf from '@tensorflow/tfjs-core';
import type { Models } from '../../src/core/methods/types';
import type { Network } from '../../src/core/networks/types';
import { createSgd } from '../../src/core/optimiser/sgd';

/**
 * Two layers that any patch size fits: for tests of what happens around a network. Its one buffer counts passes in training mode.
 */
function tinyNetwork(seed: number, classes = 2): Network {
  const variable = (shape: number[], scale: number, offset: number): tf.Variable =>
    tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, scale, 'float32', seed + offset)));
  const parameters = { filter: variable([3, 3, 3, 1, 3], 0.3, 1), head: variable([1, 1, 1, 3, classes], 0.8, 2) };
  const buffers = { passes: tf.tidy(() => tf.variable(tf.zeros([1]), false)) };
  return {
    kind: 'tiny',
    parameters,
    buffers,
    divisor: 1,
    forward(x, { training }) {
      if (training) tf.tidy(() => buffers.passes.assign(tf.add(buffers.passes, 1)));
      return tf.tidy(() => {
        const h = tf.relu(tf.conv3d(x, parameters.filter as tf.Tensor as tf.Tensor5D, 1, 'same'));
        return tf.conv3d(h as tf.Tensor5D, parameters.head as tf.Tensor as tf.Tensor5D, 1, 'same');
      });
    },
    dispose: () => tf.dispose([...Object.values(parameters), ...Object.values(buffers)]),
  };
}

export function tinyModels(names: readonly string[] = ['A', 'B']): Models {
  return Object.fromEntries(
    names.map((name, i) => {
      const network = tinyNetwork(10 * (i + 1));
      return [name, { name, network, optimiser: createSgd(network.parameters, { momentum: 0.9, weightDecay: 1e-4 }) }];
    }),
  );
}
