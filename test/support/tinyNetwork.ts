import * as tf from '@tensorflow/tfjs-core';
import type { Experiment } from '../../src/core/config/experiment';
import type { Learner, TrainedModel } from '../../src/core/methods/types';
import type { Network, NetworkParts } from '../../src/core/networks/types';
import { createLearner } from '../../src/core/training/learner';

/**
 * Two layers that any patch size fits: for tests of what happens around a network. Its one buffer counts passes in training mode.
 */
function tinyNetwork(seed: number, classes = 2, parts: NetworkParts = {}): Network {
  const { decoders = [{ name: 'main' }], heads = [{ name: 'segmentation', channels: classes }] } = parts;
  const variable = (shape: number[], scale: number, offset: number): tf.Variable =>
    tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, scale, 'float32', seed + offset)));
  const headOf = (decoder: number, head: number): string => (decoder + head === 0 ? 'head' : `head.${decoder}.${head}`);
  const parameters: Record<string, tf.Variable> = { filter: variable([3, 3, 3, 1, 3], 0.3, 1) };
  for (const [d] of decoders.entries())
    for (const [h, { channels }] of heads.entries())
      parameters[headOf(d, h)] = variable([1, 1, 1, 3, channels], 0.8, 2 + 10 * d + h);
  const buffers = { passes: tf.tidy(() => tf.variable(tf.zeros([1]), false)) };
  const features = (x: tf.Tensor5D, training: boolean): tf.Tensor5D => {
    if (training) tf.tidy(() => buffers.passes.assign(tf.add(buffers.passes, 1)));
    return tf.relu(tf.conv3d(x, parameters['filter'] as tf.Tensor as tf.Tensor5D, 1, 'same'));
  };
  const logits = (h: tf.Tensor5D, name: string): tf.Tensor5D =>
    tf.conv3d(h, parameters[name] as tf.Tensor as tf.Tensor5D, 1, 'same');
  return {
    kind: 'tiny',
    parameters,
    buffers,
    divisor: 1,
    forward: (x, { training }) => tf.tidy(() => logits(features(x, training), 'head')),
    outputs(x, { training, decoders: only }) {
      const h = features(x, training);
      const outputOf = (d: number) => ({
        heads: Object.fromEntries(heads.map(({ name }, i) => [name, logits(h, headOf(d, i))])),
        features: h,
        levels: [h],
      });
      const all = decoders.map(({ name }, d) => [name, d] as const);
      return Object.fromEntries(all.filter(([name]) => only?.includes(name) ?? true).map(([name, d]) => [name, outputOf(d)]));
    },
    dispose: () => tf.dispose([...Object.values(parameters), ...Object.values(buffers)]),
  };
}

/** The experiment's method with tiny networks in the place of its own. */
export function tinyLearner(experiment: Experiment): Learner {
  return createLearner(experiment, undefined, (seedName, { parts }) =>
    tinyNetwork(10 * (seedName.charCodeAt(0) - 64), experiment.data.classes, parts),
  );
}

/** A model of a learner by its name. */
export function modelOf({ models }: Learner, name: string): TrainedModel {
  const found = models.find((model) => model.name === name);
  if (found === undefined) throw new Error(`there is no model ${name}`);
  return found as TrainedModel;
}
