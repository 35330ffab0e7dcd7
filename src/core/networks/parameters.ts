import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../random/stream';
import { createStream } from '../random/stream';
import type { NamedVariables } from './variables';

/** Fills a parameter's first values. */
export type Initialiser = (values: Float32Array, stream: RandomStream) => void;

/** Collects a network's variables while it declares its layers. Every parameter draws from a stream of its own name. */
export interface ParameterStore {
  parameter<R extends tf.Rank>(name: string, shape: tf.ShapeMap[R], initialiser: Initialiser): tf.Variable<R>;
  buffer<R extends tf.Rank>(name: string, shape: tf.ShapeMap[R], value: number): tf.Variable<R>;
  readonly parameters: NamedVariables;
  readonly buffers: NamedVariables;
  dispose(): void;
}

export function createParameterStore(seed: number, model: string): ParameterStore {
  const parameters: Record<string, tf.Variable> = {};
  const buffers: Record<string, tf.Variable> = {};

  function add<R extends tf.Rank>(
    to: Record<string, tf.Variable>,
    name: string,
    shape: tf.ShapeMap[R],
    values: Float32Array,
  ): tf.Variable<R> {
    if (name in parameters || name in buffers) throw new Error(`two variables of model ${model} are named '${name}'`);
    const initial = tf.tensor(values, shape);
    // tfjs keeps one global name space; the number it gives by itself is unique, our names are unique within a model only.
    const variable = tf.variable(initial, to === parameters);
    initial.dispose();
    to[name] = variable as tf.Variable;
    return variable;
  }

  return {
    parameters,
    buffers,
    parameter(name, shape, initialiser) {
      const values = new Float32Array(tf.util.sizeFromShape(shape));
      initialiser(values, createStream({ seed, iteration: 0, sample: 0, purpose: `initialise.${model}.${name}` }));
      return add(parameters, name, shape, values);
    },
    buffer: (name, shape, value) => add(buffers, name, shape, new Float32Array(tf.util.sizeFromShape(shape)).fill(value)),
    dispose() {
      for (const variable of [...Object.values(parameters), ...Object.values(buffers)]) variable.dispose();
    },
  };
}

export function countParameters(parameters: NamedVariables): number {
  return Object.values(parameters).reduce((sum, variable) => sum + variable.size, 0);
}
