import type * as tf from '@tensorflow/tfjs-core';

/** Variables by name, in the order in which the network declares them. */
export type NamedVariables = Readonly<Record<string, tf.Variable>>;
