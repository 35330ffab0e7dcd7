import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Constants } from './constants';
import type { ParameterStore } from './parameters';
import type { NamedVariables } from './variables';

export type { NamedVariables };

interface ForwardOptions {
  /** true: batch statistics (which also move the running ones) and dropout; false: running statistics, no dropout. */
  readonly training: boolean;
  /** Decides the dropout masks: any non-negative safe integer; unused when not training. */
  readonly seed: number;
  /** Not when training: keeps what depends on the parameters alone, so that many passes compute it once. */
  readonly constants?: Constants | undefined;
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
  /** 'A' or 'B'; models of different names start from different numbers. */
  readonly model: string;
  /** Applied to the bottleneck's features after their dropout: the place where text joins (paper Eq. 7). */
  readonly bottleneck?: Bottleneck;
}

export interface Network {
  readonly kind: string;
  /** What training changes; a name such as 'encoder.2.1.filter' says the place. */
  readonly parameters: NamedVariables;
  /** Running statistics: part of a checkpoint, not trained. */
  readonly buffers: NamedVariables;
  /** Sizes of an input must be multiples of this. */
  readonly divisor: number;
  /**
   * Logits [batch, depth, height, width, classes] of x [batch, depth, height, width, channels].
   * @throws Error when a size of x is not a multiple of `divisor`, or its channels are not the network's.
   */
  forward(x: tf.Tensor5D, options: ForwardOptions): tf.Tensor5D;
  dispose(): void;
}

export interface NetworkDefinition<K extends string, S extends z.ZodObject<{ kind: z.ZodLiteral<K> }>> {
  readonly id: K;
  readonly settings: S;
  /** @throws Error when the settings are not this network's. */
  create(settings: unknown, context: NetworkContext): Network;
}
