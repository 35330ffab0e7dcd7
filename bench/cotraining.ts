/** One whole iteration of LLM-SegNet's co-training, the product's own step on a fixed batch. The twin of torch/cotraining.py. */
import '../src/core/tf';
import { parseExperiment } from '../src/core/config/experiment';
import { createStream } from '../src/core/random/stream';
import type { Batch } from '../src/core/sampling/types';
import { createLearner } from '../src/core/training/learner';
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

const experiment = parseExperiment({
  seed,
  iterations: 1000,
  patch: [width, height, depth],
  batch: { labelled, unlabelled: count - labelled },
  network: { kind: 'vnet', filters, dropout },
  method: { kind: 'llm-segnet', ramp: { length: 0 } },
});
const learner = createLearner(experiment);

await measure(settings, async (index) => {
  const context = {
    seed,
    iteration: index,
    iterations: 1000,
    phase: { name: 'training', iteration: index, iterations: 1000 },
    iterationsPerEpoch: 1,
    learningRate: 0.01,
    supervised: experiment.supervised,
    noise: experiment.noise,
  };
  const { models } = await learner.step(batch, context);
  return Object.values(models).reduce((sum, one) => sum + (one['supervised'] ?? NaN) + (one['unsupervised'] ?? NaN), 0);
});
