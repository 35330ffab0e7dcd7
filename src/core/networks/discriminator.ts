/**
 * Tells maps of labelled images from those of unlabelled ones, given the image (DAN: Zhang et al., MICCAI 2017; SASSNet: arXiv 2007.10732;
 * SSL4MIS:code/networks/discriminator.py, FC3DDiscriminator): four strided convolutions, the mean over the volume, one linear layer.
 */
import * as tf from '@tensorflow/tfjs-core';
import { counterDropout } from '../ops/counterDropout';
import { dropoutSeed } from './dropoutSeed';
import { uniformByFanIn } from './initialisers';
import { createParameterStore } from './parameters';
import type { ForwardOptions, Part } from './types';

export interface Discriminator extends Part {
  /**
   * Logits [batch, 2] of maps [batch, depth, height, width, mapChannels] over images [batch, depth, height, width, imageChannels].
   * `options.training` turns dropout on. Call it within lossGradient() or tf.tidy().
   */
  forward(map: tf.Tensor5D, image: tf.Tensor5D, options: Pick<ForwardOptions, 'training' | 'seed'>): tf.Tensor2D;
}

interface DiscriminatorChoice {
  readonly mapChannels: number;
  readonly imageChannels: number;
  /** Channels after the first convolution; the three others double them. */
  readonly filters: number;
  /** Rate of the channel dropout after each of the first three levels. */
  readonly dropout: number;
  readonly seed: number;
  readonly model: string;
}

const SIDE = 4;
const SLOPE = 0.2;

interface Convolution {
  readonly filter: tf.Variable<tf.Rank.R5>;
  readonly bias: tf.Variable<tf.Rank.R1>;
}

/** 4x4x4 with stride 2 and one voxel of padding: sides are halved, rounded down. A side of one voxel stays one. */
function halve(x: tf.Tensor5D, { filter, bias }: Convolution): tf.Tensor5D {
  const [, ...sides] = x.shape.slice(0, 4) as [number, number, number, number];
  const padding = [0, ...sides, 0].map((side): [number, number] => (side === 0 ? [0, 0] : [1, side === 1 ? 2 : 1]));
  return tf.add(tf.conv3d(tf.pad(x, padding) as tf.Tensor5D, filter, 2, 'valid'), bias);
}

export function createDiscriminator(choice: DiscriminatorChoice): Discriminator {
  const { mapChannels, imageChannels, filters, dropout, seed, model } = choice;
  const store = createParameterStore(seed, model);
  const declare = (name: string, from: number, to: number): Convolution => {
    const initialiser = uniformByFanIn(SIDE ** 3 * from);
    return {
      filter: store.parameter<tf.Rank.R5>(`${name}.filter`, [SIDE, SIDE, SIDE, from, to], initialiser),
      bias: store.parameter<tf.Rank.R1>(`${name}.bias`, [to], initialiser),
    };
  };
  const ofMap = declare('map', mapChannels, filters);
  const ofImage = declare('image', imageChannels, filters);
  const levels = [1, 2, 4].map((width, i) => declare(`level.${i + 2}`, filters * width, 2 * filters * width));
  const last = 8 * filters;
  const classifier = {
    filter: store.parameter<tf.Rank.R2>('classifier.filter', [last, 2], uniformByFanIn(last)),
    bias: store.parameter<tf.Rank.R1>('classifier.bias', [2], uniformByFanIn(last)),
  };

  return {
    parameters: store.parameters,
    buffers: store.buffers,
    forward(map, image, { training, seed: forwardSeed }) {
      const drop = (h: tf.Tensor5D, site: number): tf.Tensor5D =>
        training ? counterDropout(h, { mode: 'channel', rate: dropout, seed: dropoutSeed(forwardSeed, site) }) : h;
      let h: tf.Tensor5D = drop(tf.leakyRelu(tf.add(halve(map, ofMap), halve(image, ofImage)), SLOPE), 0);
      for (const [i, level] of levels.entries()) {
        h = tf.leakyRelu(halve(h, level), SLOPE);
        if (i < levels.length - 1) h = drop(h, 1 + i);
      }
      const pooled = tf.mean<tf.Tensor2D>(h, [1, 2, 3]);
      return tf.add(tf.matMul(pooled, classifier.filter), classifier.bias);
    },
    dispose: () => store.dispose(),
  };
}
