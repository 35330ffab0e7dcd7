/** One training step of a V-Net through TensorFlow.js: forward, cross entropy, backward, SGD. The twin of torch/vnet.py. */
import '../src/core/tf';
import * as tf from '@tensorflow/tfjs-core';
import { disposeGradient, lossGradient } from '../src/core/gradient/lossGradient';
import { supervisedLoss } from '../src/core/losses/supervised';
import { vnet } from '../src/core/networks/vnet';
import { createSgd } from '../src/core/optimiser/sgd';
import { activate, measure, readSettings } from './lib/measure';

const settings = readSettings();
await activate(settings);

const { filters, dropout, seed } = settings;
const [batch, width, height, depth] = settings.shape;
const network = vnet.create({ kind: 'vnet', filters, dropout }, { channels: 1, classes: 2, seed, model: 'A' });
const optimiser = createSgd(network.parameters, { momentum: 0.9, weightDecay: 1e-4 });
const images = tf.randomNormal([batch, depth, height, width, 1], 0, 1, 'float32', seed) as tf.Tensor5D;
const labels = tf.cast(tf.greater(tf.randomUniform([batch, depth, height, width], 0, 1, 'float32', seed), 0.5), 'int32');

await measure(settings, (index) => {
  const gradient = lossGradient(network.parameters, () => {
    const { total, parts } = supervisedLoss(network.forward(images, { training: true, seed: index }), labels, {
      crossEntropyWeight: 1,
      diceWeight: 0,
    });
    return { total, parts: [parts] };
  });
  optimiser.step(gradient.gradients, 0.01);
  const loss = gradient.parts[0]?.dataSync()[0] ?? NaN;
  disposeGradient(gradient);
  return loss;
});
