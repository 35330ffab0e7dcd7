/** A small network of every fused block, for tests of the tape and of memory. */
import * as tf from '@tensorflow/tfjs-core';
import type { ConvNormReluOptions } from '../../../src/core/ops/convNormRelu';
import { convNormRelu } from '../../../src/core/ops/convNormRelu';
import { counterDropout } from '../../../src/core/ops/counterDropout';
import { maxPool2 } from '../../../src/core/ops/maxPool2';
import { upsample2 } from '../../../src/core/ops/upsample2';
import { gridValues } from '../../core/ops/support';

export interface Network {
  readonly variables: tf.Variable[];
  forward(x: tf.Tensor5D): tf.Tensor5D;
  dispose(): void;
}

export function createNetwork(channels = 8): Network {
  const variables: tf.Variable[] = [];
  const running: tf.Variable[] = [];
  const make = (shape: number[], factor: number, offset: number, list: tf.Variable[]): tf.Variable => {
    const values = gridValues(tf.util.sizeFromShape(shape), variables.length + running.length).map((v) => v * factor + offset);
    const variable = tf.tidy(() => tf.variable(tf.tensor(values, shape), list === variables));
    list.push(variable);
    return variable;
  };
  const block = (kind: ConvNormReluOptions['kind'], from: number, to: number, needsInputGradient = true) => {
    const size = kind === 'same' ? 3 : 2;
    const filter = make(kind === 'up' ? [size, size, size, to, from] : [size, size, size, from, to], 0.1, 0, variables);
    const parameters = {
      filter: filter as unknown as tf.Tensor5D,
      bias: make([to], 0.1, 0, variables) as unknown as tf.Tensor1D,
      gamma: make([to], 0.1, 1, variables) as unknown as tf.Tensor1D,
      beta: make([to], 0.1, 0, variables) as unknown as tf.Tensor1D,
      running: { mean: make([to], 0, 0, running), variance: make([to], 0, 1, running) } as never,
    };
    return (x: tf.Tensor5D, skip?: tf.Tensor5D): tf.Tensor5D =>
      convNormRelu(x, parameters, { kind, norm: 'batch', training: true, needsInputGradient }, skip);
  };
  const first = block('same', 1, channels, false);
  const down = block('down', channels, 2 * channels);
  const deep = block('same', 2 * channels, 2 * channels);
  const up = block('up', 2 * channels, channels);
  const last = block('same', channels, channels);
  const head = make([1, 1, 1, channels, 2], 0.2, 0, variables) as unknown as tf.Tensor5D;
  const bias = make([2], 0.2, 0, variables);
  return {
    variables,
    forward(x) {
      const full = first(x);
      const half = deep(down(full));
      const resampled = counterDropout(upsample2(maxPool2(half)), { mode: 'channel', rate: 0.25, seed: 5 });
      const y = last(up(resampled, full));
      return tf.add(tf.conv3d(y, head, 1, 'same'), bias);
    },
    dispose: () => tf.dispose([...variables, ...running]),
  };
}
