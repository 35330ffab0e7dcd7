import * as tf from '@tensorflow/tfjs-core';
import type { NamedVariables } from '../networks/variables';

/** One zero tensor a parameter, under `<kind>.<parameter>`. */
export function zerosLike(kind: string, parameters: NamedVariables): Record<string, tf.Variable> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, weights]) => [
      `${kind}.${name}`,
      tf.tidy(() => tf.variable(tf.zeros(weights.shape), false)),
    ]),
  );
}

/** Sets every tensor to zero. */
export function forget(state: NamedVariables): void {
  for (const variable of Object.values(state)) tf.tidy(() => variable.assign(tf.zeros(variable.shape, variable.dtype)));
}

/** The parameter that a gradient is of. @throws Error when there is none, or it has another shape. */
export function parameterOf(parameters: NamedVariables, name: string, gradient: tf.Tensor): tf.Variable {
  const weights = parameters[name];
  if (weights === undefined) throw new Error(`gradient of unknown parameter '${name}'`);
  if (!tf.util.arraysEqual(gradient.shape, weights.shape))
    throw new Error(`gradient of '${name}' is [${gradient.shape}], the parameter [${weights.shape}]`);
  return weights;
}
