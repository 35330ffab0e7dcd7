/** The soft Dice losses of the literature (docs/method.md 1.1, variants i to iv), of probabilities against labels or other probabilities. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** Keeps Dice defined where a class is absent from prediction and truth. */
export const DICE_SMOOTHING = 1e-5;

export const diceVariant = z.enum(['sample', 'foreground-squared', 'foreground', 'squared']);
export type DiceVariant = z.infer<typeof diceVariant>;

interface Rule {
  /** false: the background counts for nothing. */
  readonly background: boolean;
  /** Sums of squares in the denominator. */
  readonly squared: boolean;
  /** Each sample for itself, then the mean; or one sum over the batch. */
  readonly bySample: boolean;
  readonly smoothing: number;
}

const RULES: Readonly<Record<DiceVariant, Rule>> = {
  sample: { background: true, squared: false, bySample: true, smoothing: DICE_SMOOTHING },
  'foreground-squared': { background: false, squared: true, bySample: false, smoothing: 1e-5 },
  foreground: { background: false, squared: false, bySample: false, smoothing: 1e-8 },
  squared: { background: true, squared: true, bySample: false, smoothing: 1e-5 },
};

/**
 * 1 - (2 sum p g + s) / (sum p + sum g + s), with squares in the denominator where the variant has them, then the mean over its classes.
 * @param p,g probabilities [batch, ..., K]; the gradient flows into both
 */
export function diceLoss(p: tf.Tensor, g: tf.Tensor, variant: DiceVariant): tf.Scalar {
  if (!tf.util.arraysEqual(p.shape, g.shape)) throw new Error(`diceLoss: [${p.shape}] and [${g.shape}] differ in shape`);
  const { background, squared, bySample, smoothing } = RULES[variant];
  return tf.tidy(() => {
    const [batch = 0, classes = 0] = [p.shape[0], p.shape[p.rank - 1]];
    const groups = bySample ? batch : 1;
    const flat = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [groups, x.size / (groups * classes), classes]);
    const [a, b] = [flat(p), flat(g)];
    const size = (x: tf.Tensor): tf.Tensor => tf.sum(squared ? tf.square(x) : x, 1);
    const overlap = tf.sum(tf.mul(a, b), 1);
    const similarity = tf.div(tf.add(tf.mul(overlap, 2), smoothing), tf.add(tf.add(size(a), size(b)), smoothing));
    const loss = tf.sub(1, similarity);
    return tf.mean(background ? loss : tf.slice(loss, [0, 1])) as tf.Scalar;
  });
}

/** Labels int32 [batch, ...] as probabilities [batch, ..., K]. */
export function oneHot(labels: tf.Tensor, classes: number): tf.Tensor {
  return tf.tidy(() => tf.cast(tf.oneHot(labels as tf.Tensor1D, classes), 'float32'));
}
