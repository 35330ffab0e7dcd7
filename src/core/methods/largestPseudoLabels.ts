/** A teacher's labels of which only the largest piece of each class is believed. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Connectivity } from '../inference/largestComponent';
import { largestComponents } from '../inference/largestComponent';
import { field } from '../schema/field';

export const connectivitySetting = field(
  z.union([z.literal(6), z.literal(18), z.literal(26)]).default(26),
  'Voxels that belong together in a piece of a pseudo-label: those that share a face (6), also an edge (18; BCP on Pancreas), also a corner (26; BCP on the left atrium).',
  'code-inferred',
);

export interface PseudoLabels {
  /** int32 [batch, depth, height, width] */
  readonly labels: tf.Tensor4D;
  /** Foreground voxels before and after. */
  readonly found: number;
  readonly kept: number;
}

function foreground(labels: Iterable<number>): number {
  let count = 0;
  for (const label of labels) if (label > 0) count++;
  return count;
}

/**
 * argmax of logits [batch, depth, height, width, K], of equal ones the last class (fg >= .5), reduced to its largest piece per sample and
 * class. A class without a voxel stays without.
 */
export async function largestPseudoLabels(logits: tf.Tensor5D, connectivity: Connectivity): Promise<PseudoLabels> {
  const [batch, nz, ny, nx, K] = logits.shape;
  const chosen = tf.tidy(() => tf.sub(K - 1, tf.argMax(tf.reverse(logits, 4), 4)));
  const all = Uint8Array.from(await chosen.data());
  chosen.dispose();
  const labels = new Int32Array(all.length);
  const voxels = nx * ny * nz;
  for (let i = 0; i < batch; i++) {
    const sample = all.subarray(i * voxels, (i + 1) * voxels);
    labels.set(largestComponents(sample, [nx, ny, nz], connectivity), i * voxels);
  }
  return { labels: tf.tensor4d(labels, [batch, nz, ny, nx], 'int32'), found: foreground(all), kept: foreground(labels) };
}
