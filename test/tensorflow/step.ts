/** One V-Net step's loss and gradients on the backend that is named, written to a file; run.mjs compares two of them. */
import '../../src/core/tf';
import { writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import * as tf from '@tensorflow/tfjs-core';
import { lossGradient } from '../../src/core/gradient/lossGradient';
import { supervisedLoss } from '../../src/core/losses/supervised';
import { vnet } from '../../src/core/networks/vnet';
import type { BackendId } from '../../src/tensor/registry';
import { selectBackend } from '../../src/tensor/select';

const [backend, file] = process.argv.slice(2);
if (backend === undefined || file === undefined) throw new Error('usage: step BACKEND FILE');
const active = await selectBackend({ backend: backend as BackendId, precision: 'float32' });
if (active.name !== backend) throw new Error(`asked for ${backend}, got ${active.name}: ${active.warnings.join(' ')}`);

const [batch, depth, height, width] = [4, 32, 48, 32] as const;
const network = vnet.create({ kind: 'vnet', filters: 16, dropout: 0 }, { channels: 1, classes: 2, seed: 1337, model: 'A' });
const images = tf.randomNormal([batch, depth, height, width, 1], 0, 1, 'float32', 1) as tf.Tensor5D;
/** A ball of radius 10 in the middle of every patch. */
const labelAt = (index: number): number => {
  const [x, y, z] = [index % width, Math.floor(index / width) % height, Math.floor(index / (width * height)) % depth];
  return (x - width / 2) ** 2 + (y - height / 2) ** 2 + (z - depth / 2) ** 2 < 100 ? 1 : 0;
};
const voxels = Int32Array.from({ length: batch * depth * height * width }, (_, index) => labelAt(index));
const labels = tf.tensor4d(voxels, [batch, depth, height, width], 'int32');

const start = performance.now();
const { gradients, parts } = lossGradient(network.parameters, () => {
  const logits = network.forward(images, { training: true, seed: 0 });
  const loss = supervisedLoss(logits, labels, { crossEntropyWeight: 1, diceWeight: 1 });
  return { total: loss.total, parts: [loss.parts] };
});
const [crossEntropy, dice] = parts[0]?.dataSync() ?? [];
const values = Object.entries(gradients).map(([name, gradient]) => [name, Float32Array.from(gradient.dataSync())] as const);
const buffers = Object.entries(network.buffers).map(([name, buffer]) => [name, Float32Array.from(buffer.dataSync())] as const);
const seconds = (performance.now() - start) / 1000;
writeFileSync(file, serialize({ crossEntropy, dice, seconds, gradients: new Map(values), buffers: new Map(buffers) }));
