import * as tf from '@tensorflow/tfjs-core';
import type { NamedVariables } from '../networks/types';

export interface Loss {
  /** What is minimised. */
  readonly total: tf.Scalar;
  /** Numbers to report; they carry no gradient. */
  readonly parts: readonly tf.Tensor1D[];
}

export interface LossGradient {
  /** By the parameters' names. A parameter on which the loss does not depend is missing. */
  readonly gradients: Readonly<Record<string, tf.Tensor>>;
  readonly parts: readonly tf.Tensor1D[];
}

/**
 * The gradient of a loss with respect to a network's parameters. Every other tensor that `loss` makes is freed before this
 * returns; the caller frees what is returned with disposeGradient().
 */
export function lossGradient(parameters: NamedVariables, loss: () => Loss): LossGradient {
  let parts: readonly tf.Tensor1D[] = [];
  const { value, grads } = tf.variableGrads(() => {
    const result = loss();
    parts = result.parts.map((part) => tf.keep(part));
    return result.total;
  }, Object.values(parameters));
  value.dispose();
  const found = Object.entries(parameters).flatMap(([name, variable]) => {
    const gradient = grads[variable.name];
    return gradient === undefined ? [] : [[name, gradient] as const];
  });
  return { gradients: Object.fromEntries(found), parts };
}

/** The gradient of the sum of two losses of one network; frees both summands, keeps their parts. */
export function addGradients(a: LossGradient, b: LossGradient): LossGradient {
  const names = new Set([...Object.keys(a.gradients), ...Object.keys(b.gradients)]);
  const sums = [...names].map((name) => {
    const terms = [a.gradients[name], b.gradients[name]].filter((term) => term !== undefined);
    const sum = tf.addN(terms);
    tf.dispose(terms);
    return [name, sum] as const;
  });
  return { gradients: Object.fromEntries(sums), parts: [...a.parts, ...b.parts] };
}

export function disposeGradient(gradient: LossGradient): void {
  tf.dispose(Object.values(gradient.gradients));
  tf.dispose([...gradient.parts]);
}
