import * as tf from '@tensorflow/tfjs-core';
import { uniformByFanIn } from '../initialisers';
import type { ParameterStore } from '../parameters';

export type Dense = (x: tf.Tensor2D) => tf.Tensor2D;

/** A linear layer, '<name>.filter' [from, to] and '<name>.bias', first values as PyTorch's nn.Linear. */
export function declareDense(store: ParameterStore, name: string, from: number, to: number): Dense {
  const filter = store.parameter<tf.Rank.R2>(`${name}.filter`, [from, to], uniformByFanIn(from));
  const bias = store.parameter<tf.Rank.R1>(`${name}.bias`, [to], uniformByFanIn(from));
  return (x) => tf.add(tf.matMul(x, filter), bias);
}

export interface PerceptronSize {
  readonly size: number;
  readonly hidden: number;
  readonly outputs: number;
}

/** The MLP of Eq. 6, z = MLP(e): linear, ReLU, linear. The last layer is not zero at first (docs/method.md 2.1). */
export function declarePerceptron(store: ParameterStore, { size, hidden, outputs }: PerceptronSize): Dense {
  const first = declareDense(store, 'text.mlp.1', size, hidden);
  const second = declareDense(store, 'text.mlp.2', hidden, outputs);
  return (x) => second(tf.relu(first(x)));
}

/** One z [outputs] of all vectors: of the mean vector, or the mean over those of the responses. */
export function meanOutput(perceptron: Dense, vectors: tf.Tensor2D): tf.Tensor1D {
  return tf.mean(perceptron(vectors), 0) as tf.Tensor1D;
}
