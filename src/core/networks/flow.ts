import * as tf from '@tensorflow/tfjs-core';

type Features = tf.Tensor5D;

/**
 * Hands features from layer to layer and frees each one as soon as nothing needs it any more. While a tape records it frees
 * nothing: then the tape owns the activations until its backward pass.
 */
export interface Flow {
  /** f(h), freeing what f made on the way, and then h unless it is held. f may return h itself. */
  apply(h: Features, f: (h: Features) => Features): Features;
  /** Keeps h for a later use, as a skip connection does. */
  hold(h: Features): void;
  /** The latest held features, whose last use is in f. */
  applyWithHeld(h: Features, f: (h: Features, held: Features) => Features): Features;
}

/** @param image belongs to the caller and is never freed. */
export function createFlow(image: Features): Flow {
  const held: Features[] = [image];
  const recording = tf.engine().state.gradientDepth > 0;
  const free = (h: Features): void => {
    if (!recording && !held.includes(h)) h.dispose();
  };
  const apply = (h: Features, f: (h: Features) => Features): Features => {
    const y = tf.tidy(() => f(h));
    if (y !== h) free(h);
    return y;
  };
  return {
    apply,
    hold: (h) => void held.push(h),
    applyWithHeld(h, f) {
      const last = held.length > 1 ? held[held.length - 1] : undefined;
      if (last === undefined) throw new Error('no held features');
      const y = apply(h, (features) => f(features, last));
      held.pop();
      free(last);
      return y;
    },
  };
}
