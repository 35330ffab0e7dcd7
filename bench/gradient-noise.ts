/**
 * Writes one V-Net step (weights, image, labels, and what the native backend computes from them in each precision) to a folder, for
 * torch/gradient_noise.py to compare with float64. Called by gradient-noise.mjs.
 */
import '../src/core/tf';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { disposeGradient, lossGradient } from '../src/core/gradient/lossGradient';
import { supervisedLoss } from '../src/core/losses/supervised';
import { vnet } from '../src/core/networks/vnet';
import type { Precision } from '../src/tensor/registry';
import { selectBackend } from '../src/tensor/select';

const [folder, shapeText] = process.argv.slice(2);
if (folder === undefined || shapeText === undefined) throw new Error('usage: gradient-noise FOLDER BATCHxXxYxZ');
const [batch = 1, width = 16, height = 16, depth = 16] = shapeText.split('x').map(Number);

const shapes: Record<string, number[]> = {};
const engines: string[] = [];

function save(name: string, tensor: tf.Tensor): void {
  shapes[name] = tensor.shape;
  writeFileSync(join(folder ?? '', `${name}.bin`), Float32Array.from(tensor.dataSync()));
}

async function run(precision: Precision, first: boolean): Promise<void> {
  await selectBackend({ backend: 'native', precision });
  const network = vnet.create({ kind: 'vnet', filters: 16, dropout: 0 }, { channels: 1, classes: 2, seed: 1, model: 'A' });
  const image = tf.randomNormal([batch, depth, height, width, 1], 0, 1, 'float32', 2) as tf.Tensor5D;
  const labels = tf.cast(tf.greater(tf.randomUniform([batch, depth, height, width], 0, 1, 'float32', 3), 0.5), 'int32');
  if (first) {
    for (const [name, variable] of Object.entries(network.parameters)) save(`parameter.${name}`, variable);
    save('image', image);
    save('labels', labels);
  }
  const engine = `native ${precision}`;
  engines.push(engine);
  const gradient = lossGradient(network.parameters, () => {
    const logits = network.forward(image, { training: true, seed: 0 });
    save(`${engine}.logits`, logits);
    const { total, parts } = supervisedLoss(logits, labels, { crossEntropyWeight: 1, diceWeight: 0 });
    return { total, parts: [parts] };
  });
  save(`${engine}.loss`, tf.slice(gradient.parts[0] ?? tf.tensor1d([]), 0, 1));
  for (const [name, values] of Object.entries(gradient.gradients)) save(`${engine}.gradient.${name}`, values);
  disposeGradient(gradient);
}

await run('float32', true);
await run('bfloat16', false);
writeFileSync(join(folder, 'tensors.json'), JSON.stringify(shapes));
writeFileSync(join(folder, 'engines.json'), JSON.stringify(engines));
