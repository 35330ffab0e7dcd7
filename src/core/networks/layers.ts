/** Layers as plain data (their variables) and the functions that declare them. */
import * as tf from '@tensorflow/tfjs-core';
import type { BlockParameters } from '../ops/blockParameters';
import type { ConvolutionKind } from '../ops/convolution';
import { ones, uniformByFanIn, zeros } from './initialisers';
import type { Initialiser, ParameterStore } from './parameters';

/** First values of a filter with so many inputs and outputs at each of its sums. */
export type FilterInitialiser = (fanIn: number, fanOut: number) => Initialiser;

export interface ConvolutionDeclaration {
  readonly name: string;
  readonly kind: ConvolutionKind;
  readonly from: number;
  readonly to: number;
  /** 'affine': batch norm's scale, shift and running statistics; 'plain': a norm without variables. */
  readonly norm: 'affine' | 'plain';
  readonly filterInitialiser: FilterInitialiser;
}

/** Declares '<name>.filter', '.bias' and, for an affine norm, '.gamma', '.beta' and the buffers '.mean', '.variance'. */
export function declareConvolution(store: ParameterStore, declaration: ConvolutionDeclaration): BlockParameters {
  const { name, kind, from, to } = declaration;
  const side = kind === 'same' ? 3 : 2;
  const shape: tf.ShapeMap['R5'] = kind === 'up' ? [side, side, side, to, from] : [side, side, side, from, to];
  // PyTorch reads the fan-in of a transposed filter [in, out, ...] from its second axis, which is its output.
  const fanIn = side ** 3 * (kind === 'up' ? to : from);
  const fanOut = side ** 3 * (kind === 'up' ? from : to);
  const filter = store.parameter<tf.Rank.R5>(`${name}.filter`, shape, declaration.filterInitialiser(fanIn, fanOut));
  const bias = store.parameter<tf.Rank.R1>(`${name}.bias`, [to], uniformByFanIn(fanIn));
  if (declaration.norm === 'plain') return { filter, bias };
  return {
    filter,
    bias,
    gamma: store.parameter<tf.Rank.R1>(`${name}.gamma`, [to], ones),
    beta: store.parameter<tf.Rank.R1>(`${name}.beta`, [to], zeros),
    running: {
      mean: store.buffer<tf.Rank.R1>(`${name}.mean`, [to], 0),
      variance: store.buffer<tf.Rank.R1>(`${name}.variance`, [to], 1),
    },
  };
}

/** The same layer, whose batch statistics then move no running ones. */
export function withoutStatistics({ running: _, ...parameters }: BlockParameters): BlockParameters {
  return parameters;
}

export interface Head {
  readonly filter: tf.Variable<tf.Rank.R5>;
  readonly bias: tf.Variable<tf.Rank.R1>;
}

/** A last layer, '<name>.filter' and '.bias': a 1x1x1 convolution from features to logits. */
export function declareHead(
  store: ParameterStore,
  name: string,
  from: number,
  to: number,
  filterInitialiser: FilterInitialiser,
): Head {
  return {
    filter: store.parameter<tf.Rank.R5>(`${name}.filter`, [1, 1, 1, from, to], filterInitialiser(from, to)),
    bias: store.parameter<tf.Rank.R1>(`${name}.bias`, [to], uniformByFanIn(from)),
  };
}

export function applyHead(x: tf.Tensor5D, { filter, bias }: Head): tf.Tensor5D {
  return tf.add(tf.conv3d(x, filter, 1, 'same'), bias);
}

/** @throws Error when x [batch, depth, height, width, channels] cannot pass a network that halves its sizes repeatedly. */
export function requireInput(x: tf.Tensor5D, kind: string, divisor: number, channels: number): void {
  const [, depth, height, width, found] = x.shape;
  if ([depth, height, width].some((size) => size % divisor !== 0 || size === 0)) {
    throw new Error(`${kind}: patch sizes must be multiples of ${divisor}, got ${width} x ${height} x ${depth} (x, y, z)`);
  }
  if (found !== channels) throw new Error(`${kind}: made for ${channels} channels, got ${found}`);
}
