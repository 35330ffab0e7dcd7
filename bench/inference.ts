/** One volume segmented by A and B: the product's own sliding window, argmax of both and of their mean. The twin of torch/inference.py. */
import '../src/core/tf';
import * as tf from '@tensorflow/tfjs-core';
import { argmaxOf } from '../src/core/inference/probabilities';
import { slidingWindow } from '../src/core/inference/slidingWindow';
import { vnet } from '../src/core/networks/vnet';
import { createStream } from '../src/core/random/stream';
import type { Triple } from '../src/core/volume/types';
import { predictorsOf } from '../src/trainer/evaluate';
import { activate, measure, readSettings } from './lib/measure';

const CLASSES = 2;
const settings = readSettings();
await activate(settings);

const { filters, dropout, seed } = settings;
const [batch, ...patch] = settings.shape;
/** Half a patch more than one patch, and steps of half a patch: 2 x 2 x 2 windows. */
const stride: Triple = [patch[0] / 2, patch[1] / 2, patch[2] / 2];
const size: Triple = [patch[0] + stride[0], patch[1] + stride[1], patch[2] + stride[2]];
const data = new Float32Array(size[0] * size[1] * size[2]);
createStream({ seed, iteration: 0, sample: 0, purpose: 'bench' }).fillUniform(data, -Math.sqrt(3), Math.sqrt(3));

const networks = ['A', 'B'].map((model) =>
  vnet.create({ kind: 'vnet', filters, dropout }, { channels: 1, classes: CLASSES, seed, model }),
);
const predictors = predictorsOf({
  predictors: networks.map((network, index) => ({
    name: index === 0 ? 'A' : 'B',
    predict: (x, constants) => tf.softmax(network.forward(x, { training: false, seed: 0, constants })),
  })),
}).predict;

const image = { size, spacing: [1, 1, 1] as const, data };
await measure(settings, async () => {
  const maps = await slidingWindow(image, predictors, { patch, stride, batch, classes: CLASSES });
  const labels = [...maps.map((map) => argmaxOf(map)), argmaxOf(...maps)];
  return labels.reduce((sum, mask) => sum + mask.reduce((count, label) => count + label, 0) / mask.length, 0) / labels.length;
});
