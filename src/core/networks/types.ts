import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Constants } from './constants';
import type { ParameterStore } from './parameters';
import type { NamedVariables } from './variables';

export type { NamedVariables };

export interface ForwardOptions {
  /** true: batch statistics (which also move the running ones) and dropout; false: running statistics, no dropout. */
  readonly training: boolean;
  /** Dropout, where it does not go with `training`. */
  readonly dropout?: boolean;
  /** false: batch statistics leave the running ones as they are. */
  readonly moveStatistics?: boolean;
  /** Decides the dropout masks: any non-negative safe integer; unused when not training. */
  readonly seed: number;
  /** Not when training: keeps what depends on the parameters alone, so that many passes compute it once. */
  readonly constants?: Constants | undefined;
}

export interface OutputOptions extends ForwardOptions {
  /** The only decoders to run, by name; all of them without it. */
  readonly decoders?: readonly string[];
}

/**
 * Declares parameters of its own at the network's bottleneck and returns what happens to the features [batch, d, h, w, channels] there.
 * `divisor`: how much smaller they are than the patch.
 */
export type Bottleneck = (
  store: ParameterStore,
  at: { readonly channels: number; readonly divisor: number },
) => (h: tf.Tensor5D, constants?: Constants) => tf.Tensor5D;

/** What a network is for, and from which numbers it starts. */
export interface NetworkContext {
  /** Channels of the input image. */
  readonly channels: number;
  /** Classes K, background included. */
  readonly classes: number;
  readonly seed: number;
  /** Models of different names start from different numbers. */
  readonly model: string;
  /** First values of convolution filters; the network's own without it. */
  readonly initialiser?: 'kaiming' | 'xavier' | undefined;
  readonly parts?: NetworkParts | undefined;
  /** Applied to the bottleneck's features after their dropout: the place where text joins (paper Eq. 7). */
  readonly bottleneck?: Bottleneck;
}

/** Anything with parameters: what optimisers step and checkpoints carry. */
export interface Part {
  /** What training changes; a name such as 'encoder.2.1.filter' says the place. */
  readonly parameters: NamedVariables;
  /** Running statistics: part of a checkpoint, not trained. */
  readonly buffers: NamedVariables;
  dispose(): void;
}

/** A decoder: its name among the outputs, and how it doubles the size of features. */
export interface DecoderChoice {
  readonly name: string;
  /**
   * 'transposed': convolution 2x2x2 with stride 2; 'trilinear' (align_corners true) and 'nearest': followed by a 3x3x3 convolution.
   * The network's own without it.
   */
  readonly upsampling?: 'transposed' | 'trilinear' | 'nearest';
}

/** A last layer: a 1x1x1 convolution from the features of a decoder. */
export interface HeadChoice {
  readonly name: string;
  readonly channels: number;
}

/** What a network is put together from, beyond its encoder. */
export interface NetworkParts {
  /** The first one is the network's own: forward() takes it, and its parameters have no prefix. [{ name: 'main' }] without it. */
  readonly decoders?: readonly DecoderChoice[];
  /** Heads of every decoder. The first one is forward()'s. [{ name: 'segmentation', channels: K }] without it. */
  readonly heads?: readonly HeadChoice[];
}

export interface DecoderOutput {
  /** What each head says, [batch, depth, height, width, its channels], by the head's name. */
  readonly heads: Readonly<Record<string, tf.Tensor5D>>;
  /** The features that the heads see, after their dropout: [batch, depth, height, width, filters]. */
  readonly features: tf.Tensor5D;
  /** Features of every level of the decoder, coarsest first; the last are `features` before their dropout. */
  readonly levels: readonly tf.Tensor5D[];
}

/** By the decoder's name. */
export type NetworkOutputs = Readonly<Record<string, DecoderOutput>>;

export interface Network extends Part {
  readonly kind: string;
  /** Sizes of an input must be multiples of this. */
  readonly divisor: number;
  /**
   * Logits [batch, depth, height, width, classes] of x [batch, depth, height, width, channels].
   * @throws Error when a size of x is not a multiple of `divisor`, or its channels are not the network's.
   */
  forward(x: tf.Tensor5D, options: ForwardOptions): tf.Tensor5D;
  /**
   * Everything that the decoders, or those that options choose, give. Call it within lossGradient() or tf.tidy(), which free what is not kept.
   * @throws as forward() does.
   */
  outputs(x: tf.Tensor5D, options: OutputOptions): NetworkOutputs;
}

export interface NetworkDefinition<K extends string, S extends z.ZodObject<{ kind: z.ZodLiteral<K> }>> {
  readonly id: K;
  readonly settings: S;
  /** @throws Error when the settings are not this network's. */
  create(settings: unknown, context: NetworkContext): Network;
}
