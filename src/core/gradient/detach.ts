import * as tf from '@tensorflow/tfjs-core';

/** Runs f without recording: what it returns is a constant for the gradient that is being taken around it, if any. */
export function withoutGradient<T>(f: () => T): T {
  // The tape records only at kernel depth 0; tfjs-core has no public stop-gradient.
  const { state } = tf.engine();
  state.kernelDepth++;
  try {
    return f();
  } finally {
    state.kernelDepth--;
  }
}

/** The same values (no copy) as a constant: the gradient stop of docs/method.md 2.1. */
export function detach<T extends tf.Tensor>(x: T): T {
  return withoutGradient(() => tf.clone(x));
}
