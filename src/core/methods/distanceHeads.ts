/**
 * The network of DTC and SASSNet (DTC:code/networks/vnet_sdf.py): from the same last features one head segments and one says the signed
 * distance to the surface, each with a channel for every foreground class.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Chart, MethodExperiment } from '../declaration/declaration';
import type { Loss } from '../gradient/lossGradient';
import { meanSquare } from '../losses/meanSquare';
import type { Network, NetworkOutputs, NetworkParts } from '../networks/types';
import type { Batch } from '../sampling/types';
import { field } from '../schema/field';
import { signedDistance } from '../volume/signedDistance';
import { sumOf, supervisedPart, unsupervisedPart } from './supervisedPart';
import type { Predict, StepContext } from './types';

export const distanceWeightSetting = field(
  z.number().min(0).default(0.3),
  'Weight of the squared error of the signed distances on labelled images.',
  'code-inferred',
);

/** The supervised loss of both: Dice of the foreground, without cross entropy. */
export const distanceDefaults = { supervised: { crossEntropyWeight: 0, diceWeight: 1, dice: 'foreground-squared' } } as const;

/** @param classes K, background included */
export function distanceHeads(classes: number): NetworkParts {
  const channels = classes - 1;
  return {
    heads: [
      { name: 'segmentation', channels },
      { name: 'distance', channels },
    ],
  };
}

/**
 * Class logits (0, z_1 .. z_K-1) of the segmentation head. Their softmax is sigmoid(z) and what is left of it for two classes; for more it
 * is what independent sigmoids say where no two are true together.
 */
function classLogits(z: tf.Tensor5D): tf.Tensor5D {
  return tf.pad(z, [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 0],
    [1, 0],
  ]);
}

/** Class probabilities by the segmentation head: the distance head is for training alone. */
export function predictByHead(network: Network): Predict {
  return (x, constants) => tf.tidy(() => tf.softmax(classLogits(network.forward(x, { training: false, seed: 0, constants }))));
}

export interface HeadOutputs {
  /** Class logits [batch, z, y, x, K]. */
  readonly z: tf.Tensor5D;
  /** s: foreground probabilities [batch, z, y, x, K - 1]. */
  readonly s: tf.Tensor5D;
  /** d: signed distances in -1 .. 1, negative inside, [batch, z, y, x, K - 1]. */
  readonly d: tf.Tensor5D;
}

/** What the two heads say. */
export function readHeads(outputs: NetworkOutputs): HeadOutputs {
  const { segmentation, distance } = outputs['main']?.heads ?? {};
  if (segmentation === undefined || distance === undefined)
    throw new Error("the network has no heads 'segmentation' and 'distance'");
  const z = classLogits(segmentation);
  const s = tf.slice(tf.softmax(z), [0, 0, 0, 0, 1]);
  return { z, s, d: tf.tanh(distance) };
}

/** Signed distance maps of the labelled patches, of each patch for itself: [labelled, z, y, x, K - 1]. */
export function distanceTensor({ labels, labelled, size }: Batch, { data: { classes } }: MethodExperiment): tf.Tensor5D {
  const [nx, ny, nz] = size;
  const [voxels, channels] = [nx * ny * nz, classes - 1];
  const values = new Float32Array(labelled * voxels * channels);
  for (let patch = 0; patch < labelled; patch++) {
    const classOf = labels.subarray(patch * voxels, (patch + 1) * voxels);
    for (let c = 0; c < channels; c++) {
      const map = signedDistance((voxel) => classOf[voxel] === c + 1, size);
      for (let i = 0; i < voxels; i++) values[(patch * voxels + i) * channels + c] = map[i] as number;
    }
  }
  return tf.tensor5d(values, [labelled, nz, ny, nx, channels]);
}

/** Names of the numbers of labelledPart(). */
export const LABELLED_PARTS = ['supervised', 'ce', 'dice', 'distance'] as const;

export interface Labelled {
  readonly y: tf.Tensor4D;
  readonly sdf: tf.Tensor5D;
  readonly distanceWeight: number;
}

/** L_s(s, y) + distanceWeight mean (d - SDF)^2 on the labelled half, which comes first. */
export function labelledPart({ z, d }: HeadOutputs, { y, sdf, distanceWeight }: Labelled, context: StepContext): Loss {
  const first = (t: tf.Tensor5D): tf.Tensor5D => tf.slice(t, [0, 0, 0, 0, 0], [y.shape[0], -1, -1, -1, -1]);
  return sumOf(supervisedPart(first(z), y, context), unsupervisedPart(meanSquare(first(d), sdf), distanceWeight));
}

/** The error of the distance head. */
export function distanceChart(model: string): Chart {
  const curves = [{ column: `${model}.distance`, label: 'signed distances', of: model }];
  return { id: 'distance', title: 'Error of the signed distances', unit: 'loss, without its weight', clock: 'train', curves };
}
