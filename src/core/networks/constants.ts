import * as tf from '@tensorflow/tfjs-core';

/** Gives a tensor that depends on parameters alone: made now, or kept from an earlier pass. */
export type Remember = <T extends tf.Tensor>(name: string, make: () => T) => T;

/** What one network computes from its parameters alone, kept over passes between which they do not change, as in an evaluation. */
export interface Constants {
  readonly remember: Remember;
  /** Frees what is kept. Whoever made it calls this, and before any parameter changes. */
  dispose(): void;
}

/** Makes everything anew, as training must. */
export const makeAnew: Remember = (_name, make) => make();

export function createConstants(): Constants {
  const kept = new Map<string, tf.Tensor>();
  return {
    remember<T extends tf.Tensor>(name: string, make: () => T): T {
      const found = kept.get(name) as T | undefined;
      if (found !== undefined) return found;
      const made = tf.keep(tf.tidy(make));
      kept.set(name, made);
      return made;
    },
    dispose() {
      for (const tensor of kept.values()) tensor.dispose();
      kept.clear();
    },
  };
}
