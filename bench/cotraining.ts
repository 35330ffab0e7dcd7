/** One whole iteration of LLM-SegNet's co-training, the product's own step on a fixed batch. The twin of torch/cotraining.py. */
import '../src/core/tf';
import { llmSegNet } from '../src/core/methods/llmSegNet';
import type { Model, Models } from '../src/core/methods/types';
import { vnet } from '../src/core/networks/vnet';
import { createSgd } from '../src/core/optimiser/sgd';
import { createStream } from '../src/core/random/stream';
import type { Batch } from '../src/core/sampling/types';
import { activate, measure, readSettings } from './lib/measure';

const settings = readSettings();
await activate(settings);

const { filters, dropout, seed } = settings;
const [count, width, height, depth] = settings.shape;
const labelled = Math.floor(count / 2);
const voxels = width * height * depth;
const stream = createStream({ seed, iteration: 0, sample: 0, purpose: 'bench' });

const images = new Float32Array(count * voxels);
stream.fillUniform(images, -Math.sqrt(3), Math.sqrt(3));
const batch: Batch = {
  images,
  labels: Int32Array.from({ length: labelled * voxels }, () => stream.integer(2)),
  size: [width, height, depth],
  labelled,
  unlabelled: count - labelled,
  cases: Array.from({ length: count }, (_, i) => `case ${i}`),
};

function createModel(name: string): Model {
  const network = vnet.create({ kind: 'vnet', filters, dropout }, { channels: 1, classes: 2, seed, model: name });
  return { name, network, optimiser: createSgd(network.parameters, { momentum: 0.9, weightDecay: 1e-4 }) };
}
const models: Models = { A: createModel('A'), B: createModel('B') };

await measure(settings, async (index) => {
  const context = {
    seed,
    iteration: index,
    iterations: 1000,
    iterationsPerEpoch: 1,
    learningRate: 0.01,
    supervised: { crossEntropyWeight: 1, diceWeight: 1 },
    noise: { amplitude: 0.05, clamp: null },
  };
  const { A, B } = await llmSegNet.step(models, batch, context, { kind: 'llm-segnet', ramp: { length: 0 } });
  const lossOf = (metrics: typeof A | undefined) => (metrics?.['supervised'] ?? NaN) + (metrics?.['unsupervised'] ?? NaN);
  return lossOf(A) + lossOf(B);
});
