import type * as tf from '@tensorflow/tfjs-core';
import type { Remember } from '../constants';
import type { ParameterStore } from '../parameters';

/** What an injection is built from. */
interface InjectionContext {
  readonly store: ParameterStore;
  /** Channels C of the bottleneck's features. */
  readonly channels: number;
  /** Size of the bottleneck's features in training, depth, height, width. */
  readonly place: readonly [depth: number, height: number, width: number];
  /** Width of the perceptron's hidden layer. */
  readonly hidden: number;
  /** Length of a text vector. */
  readonly size: number;
  readonly beta: number;
}

/**
 * Features [batch, d, h, w, C] and the text's vectors [responses or 1, size] to features of the same shape. What does not depend on h goes
 * through `remember`.
 */
type Injection = (h: tf.Tensor5D, vectors: () => tf.Tensor2D, remember: Remember) => tf.Tensor5D;

/** One way in which text joins. With beta 0 it returns features equal to h. */
export interface InjectionDefinition<K extends string> {
  readonly id: K;
  /** Declares its parameters, 'text.*', and returns what it does. */
  create(context: InjectionContext): Injection;
}
