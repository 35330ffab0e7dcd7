import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiceVariant } from '../../../src/core/losses/dice';
import { diceLoss, oneHot } from '../../../src/core/losses/dice';
import { supervisedLoss } from '../../../src/core/losses/supervised';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';

const variants = ['sample', 'foreground-squared', 'foreground', 'squared'] as const;
const numberOf = (x: tf.Scalar): number => x.dataSync()[0] as number;

/** The definitions of method.md 1.1 in float64: one number for each class, and sample where the variant has them apart. */
function byHand(p: number[][][], g: number[][][], variant: DiceVariant): number {
  const groups = variant === 'sample' ? p.map((one, i) => [one, g[i] as number[][]] as const) : [[p.flat(), g.flat()] as const];
  const smoothing = variant === 'foreground' ? 1e-8 : 1e-5;
  const power = variant.includes('squared') ? 2 : 1;
  const losses = groups.flatMap(([a, b]) =>
    (a[0] as number[]).flatMap((_, k) => {
      if (k === 0 && variant.startsWith('foreground')) return [];
      const column = (rows: readonly number[][]): number[] => rows.map((row) => row[k] as number);
      const [x, y] = [column(a), column(b)];
      const overlap = x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
      const size = [...x, ...y].reduce((sum, value) => sum + value ** power, 0);
      return [1 - (2 * overlap + smoothing) / (size + smoothing)];
    }),
  );
  return losses.reduce((a, b) => a + b) / losses.length;
}

describe.each(variants)('soft Dice, %s', (variant) => {
  it('is as method.md 1.1 defines it', () => {
    const logits = tf.randomNormal<tf.Rank.R3>([2, 5, 3], 0, 2, 'float32', 3);
    const p = tf.softmax(logits);
    const g = oneHot(tf.tensor2d([0, 1, 2, 1, 1, 0, 0, 2, 2, 1], [2, 5], 'int32'), 3);
    const expected = byHand(p.arraySync(), g.arraySync() as number[][][], variant);
    expect(numberOf(diceLoss(p, g, variant))).toBeCloseTo(expected, 6);
  });

  it('has the gradient of its differences, into both arguments', () => {
    const z = tf.randomNormal([2, 4, 2], 0, 1, 'float32', 5);
    const g = tf.softmax(tf.randomNormal([2, 4, 2], 0, 1, 'float32', 6));
    for (const f of [
      (x: tf.Tensor) => diceLoss(tf.softmax(x), g, variant),
      (x: tf.Tensor) => diceLoss(g, tf.softmax(x), variant),
    ])
      expect(relativeError(tapeGradient(f, z), differenceGradient(f, z, 1e-2))).toBeLessThan(5e-3);
  });

  it('is what the supervised loss adds to the cross entropy', () => {
    const z = tf.randomNormal([1, 2, 2, 2, 2], 0, 1, 'float32', 7);
    const y = tf.tensor([0, 1, 1, 0, 1, 0, 0, 1], [1, 2, 2, 2], 'int32');
    const loss = supervisedLoss(z, y, { crossEntropyWeight: 0.5, diceWeight: 0.25, dice: variant });
    const [ce = 0, dice = 0] = loss.parts.dataSync();
    expect(dice).toBeCloseTo(numberOf(diceLoss(tf.softmax(z), oneHot(y, 2), variant)), 6);
    expect(numberOf(loss.total)).toBeCloseTo(0.5 * ce + 0.25 * dice, 6);
    expect(ce).toBeCloseTo(supervisedLoss(z, y, { crossEntropyWeight: 1, diceWeight: 1 }).parts.dataSync()[0] as number, 6);
  });
});

it('with squares in the denominator is 0 for equal predictions and only for those', () => {
  const rows = fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      const p = (foreground: number[]): tf.Tensor => tf.tensor([foreground.map((f) => [1 - f, f])]);
      expect(numberOf(diceLoss(p(a), p(a), 'foreground-squared'))).toBeCloseTo(0, 5);
      const distance = Math.hypot(...a.map((f, i) => f - (b[i] as number)));
      if (distance > 0.1) expect(numberOf(diceLoss(p(a), p(b), 'foreground-squared'))).toBeGreaterThan(1e-4);
    }),
  );
});
