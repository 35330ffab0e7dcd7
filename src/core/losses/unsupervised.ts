import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { detach } from '../gradient/detach';
import { requireSameShape } from './shapes';
import type { LossValue } from './types';

/** The loss between a student's prediction and its peer's pseudo-label. */
export interface UnsupervisedLoss<K extends string, S extends z.ZodObject<{ kind: z.ZodLiteral<K> }>> {
  readonly id: K;
  readonly settings: S;
  /** Names of the numbers in LossValue.parts, in their order. */
  readonly partNames: readonly string[];
  /**
   * @param student logits [batch, depth, height, width, K]; the gradient flows here only.
   * @param peer logits of the same shape; always treated as constant.
   * @throws Error when the shapes differ or the settings are not this loss's.
   */
  evaluate(student: tf.Tensor, peer: tf.Tensor, settings: unknown): LossValue;
}

/** Adds to a loss what all of them share: checked settings, equal shapes, a peer without gradient. */
export function defineUnsupervisedLoss<K extends string, S extends z.ZodObject<{ kind: z.ZodLiteral<K> }>>(definition: {
  id: K;
  settings: S;
  partNames: readonly string[];
  evaluate(student: tf.Tensor, peer: tf.Tensor, settings: z.infer<S>): LossValue;
}): UnsupervisedLoss<K, S> {
  return {
    ...definition,
    evaluate(student, peer, settings) {
      requireSameShape(student, peer);
      const constant = detach(peer);
      try {
        return definition.evaluate(student, constant, definition.settings.parse(settings));
      } finally {
        constant.dispose();
      }
    },
  };
}
