import * as tf from '@tensorflow/tfjs-core';

type Features = tf.Tensor5D;

/**
 * Hands features from layer to layer and frees each one as soon as nothing needs it any more. While a tape records it frees
 * nothing: then the tape owns the activations until its backward pass.
 */
export interface Flow {
  /** f(h), freeing what f made on the way, and then h unless it is held. f may return h itself. */
  apply(h: Features, f: (h: Features) => Features): Features;
  /** Keeps h for so many uses beside the one at hand, as skip connections do; Infinity: for the caller. */
  hold(h: Features, uses?: number): void;
  /** The same with held features as a second input, of which this is one use. */
  applyWithHeld(h: Features, held: Features, f: (h: Features, held: Features) => Features): Features;
  /** One use of held features is over. */
  letGo(held: Features): void;
}

/** @param image belongs to the caller and is never freed. */
export function createFlow(image: Features): Flow {
  const uses = new Map<Features, number>([[image, Number.POSITIVE_INFINITY]]);
  const recording = tf.engine().state.gradientDepth > 0;
  const free = (h: Features): void => {
    if (!recording && !uses.has(h)) h.dispose();
  };
  const apply = (h: Features, f: (h: Features) => Features): Features => {
    const y = tf.tidy(() => f(h));
    if (y !== h) free(h);
    return y;
  };
  const letGo = (held: Features): void => {
    const left = uses.get(held);
    if (left === undefined) throw new Error('no held features');
    if (left > 1) {
      uses.set(held, left - 1);
      return;
    }
    uses.delete(held);
    free(held);
  };
  return {
    apply,
    hold: (h, count = 1) => void uses.set(h, count),
    applyWithHeld(h, held, f) {
      const y = apply(h, (features) => f(features, held));
      letGo(held);
      return y;
    },
    letGo,
  };
}
